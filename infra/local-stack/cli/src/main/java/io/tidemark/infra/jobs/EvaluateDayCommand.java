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

/** {@code tidemark evaluate-day}. */
@Command(
    name = "evaluate-day",
    description = {
      "How good was what a day began with? Recall@10 of the release that was there at its midnight"
          + " on the pins that users then wanted.",
      "Reads only. The result is printed, and left in the state folder's evaluations/."
    })
public final class EvaluateDayCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "The day's end, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--most-users",
      description = "Users that are looked at, always the same of a day (default: 2000).")
  private Optional<Integer> mostUsers;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        "embedding.EvaluateDay",
        List.of(Component.HBASE),
        Map.of(
            "asOf", Optional.of(asOf),
            "mostUsers", mostUsers,
            "evaluations", Optional.of(job.stack().folder().evaluations())));
  }
}
