package io.tidemark.infra.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench embed}. */
@Command(
    name = "embed",
    description = {
      "How many users a second does the daily run embed, and what does a quiet day cost?",
      "Made-up users through the newest trained PinnerFormer, beside a bare loop of ONNX Runtime over"
          + " the same batches; a process and a line for each number of users. Needs a trained model,"
          + " and nothing of the stack to be up."
    })
public final class BenchEmbedCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--users",
      split = ",",
      defaultValue = "10000",
      description = "Users, one number or several: 10000,100000,1000000 (${DEFAULT-VALUE}).")
  private List<Long> users;

  @Option(names = "--mean-actions", description = "Actions of a user on average (default: 20).")
  private Optional<Integer> meanActions;

  @Option(
      names = "--rounds",
      description = "Job and bare loop in turn, so often; medians are told (default: 3).")
  private Optional<Integer> rounds;

  @Option(
      names = "--active-every",
      description = "Measure a day on which one user in so many acts, too (default: none).")
  private Optional<Integer> activeEvery;

  @Override
  public Integer call() throws InterruptedException {
    for (long count : users) {
      Map<String, Optional<?>> options = new LinkedHashMap<>();
      options.put("users", Optional.of(count));
      options.put("meanActions", meanActions);
      options.put("rounds", rounds);
      options.put("activeEvery", activeEvery);
      int status = job.run("embedding.BenchEmbed", List.of(), options);
      if (status != 0) {
        return status;
      }
    }
    return 0;
  }
}
