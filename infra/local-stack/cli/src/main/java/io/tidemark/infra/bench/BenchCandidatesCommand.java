package io.tidemark.infra.bench;

import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.OtherCommands;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.demo.DemoPlan;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.StackException;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark bench candidates}. */
@Command(
    name = "candidates",
    description = {
      "How long from POST /v1/actions until the user's candidates come from the action?",
      "Users nobody knows act on a pin of the index, one after the other, and are asked for"
          + " candidates until some are near to it: through the live sequence, and through"
          + " PinnerSage's online pass. They are users like all others to the stream and the"
          + " archive, so give it a state folder of its own.",
      "With --prepare it needs nothing but an empty one; otherwise the streams, the API and a"
          + " published index."
    })
public final class BenchCandidatesCommand implements Callable<Integer> {
  private static final Duration OBJECTIVE = Duration.ofSeconds(2);
  private static final Duration READY_WITHIN = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin private StackOptions options;

  @Option(names = "--api", paramLabel = "URL", description = "The API (default: the stack's).")
  private URI api;

  @Option(
      names = "--prepare",
      description =
          "First start the stack and, if no index is published, import the bundled log and publish"
              + " pins, interests and an index of it.")
  private boolean prepare;

  @Option(
      names = "--users",
      defaultValue = "200",
      description = "Users that count (${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--warm-up",
      defaultValue = "50",
      description = "Users before them that do not, at least 1 (${DEFAULT-VALUE}).")
  private int warmup;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (users < 1 || warmup < 1) {
      throw new StackException(
          "--users is %d and --warm-up is %d: give at least 1 of each".formatted(users, warmup));
    }
    Console console = options.console();
    if (prepare) {
      Instant start = Instant.now();
      prepareStack();
      console.note("prepared after " + Console.secondsSince(start));
    }
    URI address = api != null ? api : URI.create(options.supervisor().address(Component.API));
    TidemarkClient client = new TidemarkClient(address);
    awaitCandidates(client);
    CandidatesBench.Outcome outcome = new CandidatesBench(client).run(users, warmup);
    console.line("| | times | p50 ms | p90 ms | p99 ms | max ms | within 2 s |");
    console.line("|---|---|---|---|---|---|---|");
    console.line(
        row("from sending an action until candidates come from the live sequence", outcome.live()));
    if (outcome.interests().getTotalCount() > 0) {
      console.line(row("until they come from an interest of the online pass", outcome.interests()));
    } else {
      console.note("no interests came: './tidemark interests' publishes a release of them");
    }
    console.line(row("one question for candidates", outcome.question()));
    console.line("%d of %d users' candidates did not come".formatted(outcome.missed(), users));
    return outcome.missed() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private String row(String name, Histogram micros) {
    long within = micros.getCountBetweenValues(0, OBJECTIVE.toNanos() / 1_000);
    return BenchCommand.row(name, micros)
        + " %.2f%% |".formatted(100.0 * within / micros.getTotalCount());
  }

  private void prepareStack() throws IOException {
    OtherCommands tidemark = new OtherCommands(spec, options);
    tidemark.run("schema");
    if (!isIndexPublished()) {
      DemoPlan plan = DemoPlan.in(options.folder().demo(), Clock.systemUTC());
      tidemark.run(
          "import",
          "--dataset=" + DemoPlan.DATASET,
          "--shift-days=" + plan.shiftDays(),
          "--until=" + plan.asOf());
      tidemark.run("pins", "--as-of=" + plan.asOf());
      tidemark.run("interests", "--as-of=" + plan.asOf());
      tidemark.run("index", "--as-of=" + plan.asOf());
    }
    tidemark.run("up", Component.RECORD_LIVE_ACTIONS.id(), Component.API.id());
  }

  private boolean isIndexPublished() {
    String hbase = options.supervisor().address(Component.HBASE);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(hbase))) {
      return new Releases(connection).published(Release.RETRIEVAL).isPresent();
    }
  }

  /** An API that was just started looks for the index and maps it first. */
  private static void awaitCandidates(TidemarkClient client) throws InterruptedException {
    Instant end = Instant.now().plus(READY_WITHIN);
    while (Instant.now().isBefore(end)) {
      try {
        if (!client.candidates("bench-nobody").join().pinIds().isEmpty()) {
          return;
        }
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof IOException)) {
          throw e;
        }
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
