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

/** {@code tidemark pins}. */
@Command(
    name = "pins",
    description = "Build pin vectors from the action log and publish them as a release.")
public final class PinsCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "Actions before this instant count, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(names = "--dimension", description = "Numbers in a vector (default: 64).")
  private Optional<Integer> dimension;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        "pins.BuildPins",
        List.of(Component.HIVE, Component.HBASE),
        Map.of("asOf", Optional.of(asOf), "dimension", dimension));
  }
}
