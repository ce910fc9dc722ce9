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
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.AbstractHistogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench}. */
@Command(
    name = "bench",
    description = "Measure the system.",
    subcommands = {
      BenchEmbedCommand.class,
      BenchInterestsCommand.class,
      BenchRetrievalCommand.class,
      BenchTrainCommand.class,
      BenchRankCommand.class,
      BenchJmhCommand.class
    })
public final class BenchCommand {
  @Command(
      name = "freshness",
      description = {
        "How long from POST /v1/actions until a ranking holds the action?",
        "Sends actions at a fixed rate and ranks the users of some of them until the answer's live"
            + " side holds the action. Latencies count from the instant an action was due."
      })
  int freshness(
      @Mixin StackOptions options,
      @Option(names = "--api", paramLabel = "URL", description = "The API (default: the stack's).")
          URI api,
      @Option(
              names = "--rate",
              defaultValue = "200",
              description = "Actions a second (${DEFAULT-VALUE}).")
          int rate,
      @Option(
              names = "--seconds",
              defaultValue = "30",
              description = "Measured time (${DEFAULT-VALUE} s).")
          int seconds,
      @Option(
              names = "--warm-up",
              defaultValue = "60",
              description = "Time before it that does not count (${DEFAULT-VALUE} s).")
          int warmup,
      @Option(
              names = "--probe-every",
              defaultValue = "10",
              description = "One action in so many is ranked (${DEFAULT-VALUE}).")
          int probeEvery,
      @Option(
              names = "--candidates",
              defaultValue = "10",
              description = "Pins a ranking chooses from (${DEFAULT-VALUE}).")
          int candidates)
      throws InterruptedException {
    Console console = options.console();
    URI address = api != null ? api : URI.create(options.supervisor().address(Component.API));
    List<String> pins = IntStream.range(0, candidates).mapToObj(i -> "bench-pin-" + i).toList();
    console.note(
        "%d actions/s to %s for %d s after %d s of warm-up; every %dth action's user is ranked over %d pins"
            .formatted(rate, address, seconds, warmup, probeEvery, candidates));
    FreshnessBench.Outcome outcome =
        new FreshnessBench(
                new TidemarkClient(address),
                new FreshnessBench.Load(
                    rate,
                    Duration.ofSeconds(warmup),
                    Duration.ofSeconds(seconds),
                    probeEvery,
                    pins))
            .run();
    console.line(
        "| from the action being due until | actions | p50 ms | p90 ms | p99 ms | max ms |");
    console.line("|---|---|---|---|---|---|");
    console.line(row("acknowledged by the API", outcome.acknowledged()));
    console.line(row("in a ranking's live side", outcome.ranked()));
    long failed = outcome.failures().values().stream().mapToLong(Long::longValue).sum();
    console.line(
        "%d sent, %d failed; %d of %d were in the first ranking after the acknowledgement"
            .formatted(
                outcome.sent(),
                failed,
                outcome.inFirstRanking(),
                outcome.ranked().getTotalCount()));
    outcome
        .failures()
        .forEach((reason, count) -> console.line("%6d x %s".formatted(count, reason)));
    return failed == 0 ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

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

  private static String row(String name, AbstractHistogram micros) {
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
