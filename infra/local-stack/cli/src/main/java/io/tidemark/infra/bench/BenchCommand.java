package io.tidemark.infra.bench;

import io.tidemark.infra.jobs.BenchEmbedCommand;
import io.tidemark.infra.jobs.BenchInterestsCommand;
import io.tidemark.infra.jobs.BenchRetrievalCommand;
import io.tidemark.infra.jobs.BenchTrainCommand;
import org.HdrHistogram.AbstractHistogram;
import picocli.CommandLine.Command;

/** {@code tidemark bench}. */
@Command(
    name = "bench",
    description = "Measure the system.",
    subcommands = {
      BenchFreshnessCommand.class,
      BenchCandidatesCommand.class,
      BenchEmbedCommand.class,
      BenchInterestsCommand.class,
      BenchRetrievalCommand.class,
      BenchTrainCommand.class,
      BenchRankCommand.class,
      BenchSchedulerCommand.class,
      BenchJmhCommand.class
    })
public final class BenchCommand {
  /** A row of a table of latencies: how many, p50, p90, p99 and the longest, in milliseconds. */
  static String row(String name, AbstractHistogram micros) {
    return "| %s | %d | %.1f | %.1f | %.1f | %.1f |"
        .formatted(
            name,
            micros.getTotalCount(),
            micros.getValueAtPercentile(50) / 1000.0,
            micros.getValueAtPercentile(90) / 1000.0,
            micros.getValueAtPercentile(99) / 1000.0,
            micros.getMaxValue() / 1000.0);
  }
}
