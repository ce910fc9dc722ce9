package io.tidemark.infra.jobs;

import io.tidemark.infra.stack.Component;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark index}. */
@Command(
    name = "index",
    description = {
      "Build the index that candidates are retrieved from, check what it finds, and publish it.",
      "It holds the vectors of the published pins, as they are and as the published PinnerFormer sees"
          + " them, and the popular pins of each surface. Where neither has changed since the"
          + " published index only what is popular is new, which takes seconds. The files of indexes"
          + " before the one that a rollback returns to are removed."
    })
public final class IndexCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "Popularity counts actions before it, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--beam",
      description = "Neighbours looked at for a pin that is added (default: 64).")
  private Optional<Integer> beam;

  @Option(names = "--connections", description = "Connections of a pin (default: 16).")
  private Optional<Integer> connections;

  @Option(
      names = "--keep-newer",
      description =
          "Do nothing if what is published is of the same pins and PinnerFormer and newer: for a day"
              + " that is repeated.")
  private boolean keepNewer;

  @Option(
      names = "--no-publish",
      description = "Leave the release unpublished; 'releases publish' publishes it later.")
  private boolean noPublish;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("asOf", Optional.of(asOf));
    options.put("beam", beam);
    options.put("connections", connections);
    options.put("keepNewer", Optional.of(keepNewer));
    options.put("publish", Optional.of(!noPublish));
    return job.runComputing("retrieval.BuildIndex", List.of(Component.HBASE), options, "4g");
  }
}
