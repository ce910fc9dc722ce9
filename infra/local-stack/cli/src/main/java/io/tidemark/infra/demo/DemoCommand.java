package io.tidemark.infra.demo;

import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.OtherCommands;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark demo}: everything once, on the bundled data, by the commands a user has. */
@Command(
    name = "demo",
    description = {
      "The whole system on the bundled data, in some minutes: starts the stack, imports a log,"
          + " trains and publishes the models, replays held-back actions as live traffic, and ranks"
          + " one user before and after one live action.",
      "May be repeated: what is done already is not done again."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int CANDIDATES = 500;
  private static final int STEPS = 6;
  private static final Set<String> WANTED = Set.of("like", "share", "comment", "save");
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  @Mixin private StackOptions options;

  @Option(names = "--exit", description = "Stop everything at the end (default: leave it up).")
  private boolean exit;

  @Spec private CommandSpec spec;

  private int step;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant start = Instant.now();
    Path folder = options.folder().demo();
    DemoPlan plan = DemoPlan.in(folder, Clock.systemUTC());

    step("Start HBase, Kafka and HiveServer2");
    tidemark("schema");

    step(
        "Import the bundled log (%s): what happened before %s"
            .formatted(DemoPlan.DATASET, plan.asOf()));
    Path heldBackFile = folder.resolve("held-back.jsonl");
    tidemark(
        "import",
        "--dataset=" + DemoPlan.DATASET,
        "--shift-days=" + plan.shiftDays(),
        "--until=" + plan.asOf(),
        "--held-back=" + heldBackFile);

    if (hasRanker(plan)) {
      step("Models up to %s are published already".formatted(plan.asOf()));
    } else {
      step("Train: pin vectors, PinnerFormer, everyone's embedding, ranker");
      tidemark("workflow", "run", "train_pinnerformer", "--date=" + plan.lastDay());
    }

    step("Start the streams and the API");
    tidemark("up");
    URI api = URI.create(options.supervisor().address(Component.API));
    TidemarkClient client = new TidemarkClient(api);
    client.awaitReady(READY_WITHIN);

    step("Replay what was held back as live traffic");
    HeldBackActions heldBack = HeldBackActions.read(heldBackFile);
    String user = heldBack.busiestUsers(1).get(0);
    Event next = nextAction(heldBack, user);
    List<Event> replayed = replay(client, heldBack, next);

    step("Rank one user before and after one live action");
    FreshnessStory story =
        FreshnessStory.tell(
            client, user, next, lastOf(user, replayed), heldBack.popularPins(CANDIDATES));
    options.console().line("");
    story.lines().forEach(options.console()::line);
    options.console().line("");

    options.console().line("Done after %s.".formatted(Console.secondsSince(start)));
    if (exit) {
      tidemark("down");
    } else {
      options
          .console()
          .line(
              "The API is up at %s, the console at %s/console/; './tidemark down' stops everything."
                  .formatted(api, api));
    }
    return 0;
  }

  private void step(String title) {
    step++;
    options.console().line("");
    options.console().line("== %d/%d %s".formatted(step, STEPS, title));
  }

  private void tidemark(String... arguments) {
    new OtherCommands(spec, options).run(arguments);
  }

  private boolean hasRanker(DemoPlan plan) {
    String hbase = options.supervisor().address(Component.HBASE);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(hbase))) {
      return new Releases(connection)
          .published(Release.RANKER)
          .filter(release -> release.asOf().equals(plan.asOf()))
          .isPresent();
    }
  }

  /** The user's last wanted action among those held back: the one the story is about. */
  private static Event nextAction(HeldBackActions heldBack, String user) {
    return heldBack.events().stream()
        .filter(event -> event.userId().equals(user) && WANTED.contains(event.actionType()))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new IllegalStateException("user " + user + " wanted nothing"));
  }

  private static Instant lastOf(String user, List<Event> events) {
    return events.stream()
        .filter(event -> event.userId().equals(user))
        .map(event -> Instant.ofEpochMilli(event.occurredAt()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  private List<Event> replay(TidemarkClient client, HeldBackActions heldBack, Event withheld) {
    List<Event> past =
        heldBack.before(System.currentTimeMillis()).stream()
            .filter(event -> !event.eventId().equals(withheld.eventId()))
            .toList();
    long startedAt = System.nanoTime();
    for (int from = 0; from < past.size(); from += TidemarkClient.MAX_BATCH) {
      client
          .post(past.subList(from, Math.min(from + TidemarkClient.MAX_BATCH, past.size())))
          .join();
    }
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    options
        .console()
        .line(
            "%d actions since the batch acknowledged in %.1f s (%.0f a second)"
                .formatted(past.size(), seconds, past.size() / seconds));
    return past;
  }
}
