package io.tidemark.infra.jobs;

import io.tidemark.infra.stack.Component;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark train}. */
@Command(
    name = "train",
    description = {
      "Train a model on the action log and export it to ONNX.",
      "pinnerformer: the user embedding; served once 'embed' has computed and published it."
          + " ranker: merges embedding and live actions; published when its checks pass."
    })
public final class TrainCommand implements Callable<Integer> {
  /** What can be trained. */
  enum Model {
    pinnerformer("pinnerformer.TrainPinnerFormer"),
    ranker("ranker.TrainRanker");

    private final String mainClass;

    Model(String mainClass) {
      this.mainClass = mainClass;
    }
  }

  @Parameters(index = "0", paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}")
  private Model model;

  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "Actions before this instant are learned from, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(names = "--config", description = "The model's configuration file or preset.")
  private Optional<String> config;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        model.mainClass,
        List.of(Component.HIVE, Component.HBASE),
        Map.of("asOf", Optional.of(asOf), "config", config));
  }
}
