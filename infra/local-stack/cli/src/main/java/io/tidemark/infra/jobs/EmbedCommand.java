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

/** {@code tidemark embed}. */
@Command(
    name = "embed",
    description = "Compute user embeddings into HBase, check them, and publish them as a release.")
public final class EmbedCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "Actions before this instant are included, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--active-since",
      description = "Only users with an action since this instant (default: all users).")
  private Optional<Instant> activeSince;

  @Option(
      names = "--no-publish",
      description = "Leave the release unpublished; 'releases publish' publishes it later.")
  private boolean noPublish;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        "pinnerformer.EmbedUsers",
        List.of(Component.HIVE, Component.HBASE),
        Map.of(
            "asOf", Optional.of(asOf),
            "activeSince", activeSince,
            "publish", Optional.of(!noPublish)));
  }
}
