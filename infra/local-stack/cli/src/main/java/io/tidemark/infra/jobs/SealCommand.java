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

/** {@code tidemark seal}. */
@Command(
    name = "seal",
    description =
        "Wait until all that was sent to the topic 'actions' before a day's end is in the action"
            + " log.")
public final class SealCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "The day's end, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--wait-seconds",
      description = "How long to wait before the day is given up (default: 600).")
  private Optional<Integer> waitSeconds;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        "realtime.SealDay",
        List.of(Component.KAFKA),
        Map.of("asOf", Optional.of(asOf), "waitSeconds", waitSeconds));
  }
}
