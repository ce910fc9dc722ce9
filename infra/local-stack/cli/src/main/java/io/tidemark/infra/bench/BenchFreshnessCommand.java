package io.tidemark.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench freshness}. */
@Command(
    name = "freshness",
    description = {
      "How long from POST /v1/actions until a ranking holds the action?",
      "Synthetic users act, and are ranked until the answer's live side holds the action: at rest,"
          + " and beside actions of others at a fixed rate. Latencies count from the instant an"
          + " action was due. Tells what the API's own canary says, too."
    })
public final class BenchFreshnessCommand implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofSeconds(5);

  @Mixin private StackOptions options;

  @Option(names = "--api", paramLabel = "URL", description = "The API (default: the stack's).")
  private URI api;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Actions a second under load (${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--rest-rate",
      defaultValue = "5",
      description = "Actions a second at rest, each of a synthetic user (${DEFAULT-VALUE}).")
  private int restRate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "Measured time, of each (${DEFAULT-VALUE} s).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = "Time under load before it that does not count (${DEFAULT-VALUE} s).")
  private int warmup;

  @Option(
      names = "--probe-every",
      defaultValue = "10",
      description =
          "Under load, one action in so many is of a synthetic user, who is ranked"
              + " (${DEFAULT-VALUE}).")
  private int probeEvery;

  @Option(
      names = "--candidates",
      defaultValue = "10",
      description = "Pins a ranking chooses from (${DEFAULT-VALUE}).")
  private int candidates;

  private long failed;

  @Override
  public Integer call() throws InterruptedException {
    Console console = options.console();
    URI address = api != null ? api : URI.create(options.supervisor().address(Component.API));
    TidemarkClient client = new TidemarkClient(address);
    console.note(
        "to %s: %d s of warm-up at %d actions/s, then %d s at rest (%d/s) and %d s at %d/s"
            .formatted(address, warmup, rate, seconds, restRate, seconds, rate));
    run(client, rate, Duration.ofSeconds(warmup), Duration.ZERO, probeEvery);
    FreshnessBench.Outcome rest = run(client, restRate, SETTLE, Duration.ofSeconds(seconds), 1);
    FreshnessBench.Outcome load =
        run(client, rate, SETTLE, Duration.ofSeconds(seconds), probeEvery);
    console.line(
        "| from the action being due until | actions | p50 ms | p90 ms | p99 ms | max ms |");
    console.line("|---|---|---|---|---|---|");
    console.line(BenchCommand.row("at rest: acknowledged by the API", rest.acknowledged()));
    console.line(BenchCommand.row("at rest: in a ranking's live side", rest.ranked()));
    console.line(
        BenchCommand.row("at %d/s: acknowledged by the API".formatted(rate), load.acknowledged()));
    console.line(
        BenchCommand.row("at %d/s: in a ranking's live side".formatted(rate), load.ranked()));
    tell(console, "at rest", rest);
    tell(console, "under load", load);
    tellCanary(console, client.freshness().join().path("canary"));
    return failed == 0 ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  private FreshnessBench.Outcome run(
      TidemarkClient client, int actions, Duration before, Duration measured, int every)
      throws InterruptedException {
    List<String> pins = IntStream.range(0, candidates).mapToObj(i -> "bench-pin-" + i).toList();
    return new FreshnessBench(
            client, new FreshnessBench.Load(actions, before, measured, every, pins))
        .run();
  }

  private void tell(Console console, String when, FreshnessBench.Outcome outcome) {
    long failures = outcome.failures().values().stream().mapToLong(Long::longValue).sum();
    failed += failures;
    console.line(
        "%s: %d sent, %d failed; %d of %d were in the first ranking after the acknowledgement"
            .formatted(
                when,
                outcome.sent(),
                failures,
                outcome.inFirstRanking(),
                outcome.ranked().getTotalCount()));
    outcome
        .failures()
        .forEach((reason, count) -> console.line("%6d x %s".formatted(count, reason)));
  }

  /** What the API's own canary measured meanwhile, partition by partition. */
  private static void tellCanary(Console console, JsonNode canary) {
    if (!canary.path("enabled").asBoolean()) {
      console.line("the API's own canary is switched off");
      return;
    }
    console.line(
        "the API's own canary (every %s s and partition, last %d min, warm-up too): %s"
            .formatted(
                canary.path("every_seconds").asText(),
                canary.path("window_seconds").asLong() / 60,
                canary.path("status").asText()));
    console.line("| partition | actions | p50 ms | p99 ms | max ms | lost |");
    console.line("|---|---|---|---|---|---|");
    for (JsonNode partition : canary.path("partitions")) {
      JsonNode latency = partition.path("latency_ms");
      console.line(
          "| %d | %d | %s | %s | %s | %d |"
              .formatted(
                  partition.path("partition").asInt(),
                  latency.path("count").asLong(),
                  millis(latency.path("p50")),
                  millis(latency.path("p99")),
                  millis(latency.path("max")),
                  partition.path("lost").asLong()));
    }
  }

  private static String millis(JsonNode value) {
    return value.isNumber() ? "%.1f".formatted(value.asDouble()) : "unknown";
  }
}
