package io.tidemark.infra.bench;

import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.jobs.BenchEmbedCommand;
import io.tidemark.infra.jobs.BenchInterestsCommand;
import io.tidemark.infra.jobs.BenchRetrievalCommand;
import io.tidemark.infra.jobs.BenchTrainCommand;
import io.tidemark.infra.stack.Component;
import java.net.URI;
import org.HdrHistogram.AbstractHistogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench}. */
@Command(
    name = "bench",
    description = "Measure the system.",
    subcommands = {
      BenchFreshnessCommand.class,
      BenchEmbedCommand.class,
      BenchInterestsCommand.class,
      BenchRetrievalCommand.class,
      BenchTrainCommand.class,
      BenchRankCommand.class,
      BenchSchedulerCommand.class,
      BenchJmhCommand.class
    })
public final class BenchCommand {
  @Command(
      name = "candidates",
      description = {
        "How long from POST /v1/actions until the user's candidates come from the action?",
        "Users nobody knows act on a pin of the index, one after the other, and are asked for"
            + " candidates until some are near to it. Needs the stack and a published index."
      })
  int candidates(
      @Mixin StackOptions options,
      @Option(names = "--api", paramLabel = "URL", description = "The API (default: the stack's).")
          URI api,
      @Option(
              names = "--users",
              defaultValue = "200",
              description = "Users that count (${DEFAULT-VALUE}).")
          int users,
      @Option(
              names = "--warm-up",
              defaultValue = "50",
              description = "Users before them that do not (${DEFAULT-VALUE}).")
          int warmup)
      throws InterruptedException {
    Console console = options.console();
    URI address = api != null ? api : URI.create(options.supervisor().address(Component.API));
    CandidatesBench bench = new CandidatesBench(new TidemarkClient(address));
    bench.run(users, warmup);
    console.line("| | times | p50 ms | p90 ms | p99 ms | max ms |");
    console.line("|---|---|---|---|---|---|");
    console.line(row("from sending an action until candidates come from it", bench.changed()));
    console.line(row("one question for candidates", bench.retrieval()));
    return 0;
  }

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
