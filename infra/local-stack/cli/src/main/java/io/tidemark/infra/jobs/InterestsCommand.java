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

/** {@code tidemark interests}. */
@Command(
    name = "interests",
    description = {
      "Cluster what users acted on into interests (PinnerSage) into HBase, check them, and publish"
          + " them as a release of several vectors a user.",
      "Computes the users with an action since the published release, everyone else keeps the"
          + " interests they have. What fails its checks is not written: the old release stays, and"
          + " 'releases list' says why."
    })
public final class InterestsCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "The end of the last day to include, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--alpha",
      description = "The largest Ward distance at which two clusters become one (default: 1).")
  private Optional<Double> alpha;

  @Option(names = "--full", description = "Compute all users.")
  private boolean full;

  @Option(
      names = "--keep-newer",
      description = "Do nothing if what is published is newer: for a day that is repeated.")
  private boolean keepNewer;

  @Option(
      names = "--no-publish",
      description = "Leave the release unpublished; 'releases publish' publishes it later.")
  private boolean noPublish;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("asOf", Optional.of(asOf));
    options.put("alpha", alpha);
    options.put("full", Optional.of(full));
    options.put("keepNewer", Optional.of(keepNewer));
    options.put("publish", Optional.of(!noPublish));
    return job.runComputing(
        "pinnersage.ClusterUsers", List.of(Component.HIVE, Component.HBASE), options, "1536m");
  }
}
