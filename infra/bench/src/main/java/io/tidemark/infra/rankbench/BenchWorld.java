package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.infra.stack.TidemarkHome;
import io.tidemark.store.Action;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An HBase and a Kafka of the benchmark's own, with made-up pins, users and their actions, and a
 * stream's heart that beats. All of it goes when it is closed.
 */
final class BenchWorld implements AutoCloseable {
  private static final String PINS = "pins-bench";
  private static final String PINNERFORMER = "pinnerformer-bench";
  private static final int PARTITIONS = 4;
  private static final int ROWS_A_WRITE = 2_000;
  private static final Duration BATCH_AGE = Duration.ofHours(2);

  /**
   * HBase with both compilers, as where servers run for longer than a benchmark, and with a young
   * generation that it need not collect every other second. Kafka, as on a laptop, with the first
   * alone: it is asked ten times a second, so the second would go on compiling for longer than the
   * benchmark lasts, and takes a core while it does.
   */
  private static final Map<Component, List<String>> JVM_FLAGS =
      Map.of(Component.HBASE, List.of("-Xmx768m", "-Xmn384m", "-XX:+UseParallelGC"));

  private final TidemarkHome home;
  private final Path folder;
  private final Scale scale;
  private final LocalStack stack;
  private final StoreConnection store;
  private final Instant asOf = Instant.now().minus(BATCH_AGE);
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heart");
            thread.setDaemon(true);
            return thread;
          });

  private BenchWorld(TidemarkHome home, Path folder, Scale scale, LocalStack stack) {
    this.home = home;
    this.folder = folder;
    this.scale = scale;
    this.stack = stack;
    this.store = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
  }

  /**
   * Starts the servers and fills them.
   *
   * @param folder where they keep their data
   */
  static BenchWorld create(TidemarkHome home, Path folder, Scale scale, Consumer<String> notes)
      throws InterruptedException {
    notes.accept("starting an HBase and a Kafka of its own in " + folder);
    LocalStack stack =
        LocalStack.start(folder.resolve("stack"), JVM_FLAGS, Component.HBASE, Component.KAFKA);
    BenchWorld world;
    try {
      world = new BenchWorld(home, folder, scale, stack);
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
    try {
      world.fill(notes);
      return world;
    } catch (RuntimeException | InterruptedException e) {
      world.close();
      throw e;
    }
  }

  LocalStack stack() {
    return stack;
  }

  /**
   * Writes a ranker with random weights.
   *
   * @param config preset or YAML file of the ranker's configuration
   * @return its folder, named after its version
   */
  Path writeRanker(String config, long seed) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    job(
        "ranker.WriteUntrainedRanker",
        lines,
        "--models=" + folder.resolve("models"),
        "--config=" + config,
        "--seed=" + seed,
        "--pins=" + PINS,
        "--pinnerFormer=" + PINNERFORMER,
        "--pinDimension=" + scale.width(),
        "--userDimension=" + scale.width());
    return Path.of(lines.get(lines.size() - 1).replaceFirst("^file:(//)?", ""));
  }

  /** Publishes a ranker that was written. */
  void publishRanker(Path model) {
    publish(
        Release.RANKER,
        model.getFileName().toString(),
        Optional.of(model.toString()),
        Map.of(Release.PINS, PINS, Release.PINNERFORMER, PINNERFORMER));
  }

  private void fill(Consumer<String> notes) throws InterruptedException {
    job(
        "realtime.Topics",
        new ArrayList<>(),
        "--kafka=" + stack.address(Component.KAFKA),
        "--partitions=" + PARTITIONS);
    new StoreSchema(store).create();
    notes.accept(
        "writing %,d pins and %,d users with %d actions each"
            .formatted(scale.pins(), scale.users(), scale.actions()));
    writePins();
    writeUsers();
    publish(Release.PINS, PINS, Optional.empty(), Map.of());
    publish(Release.PINNERFORMER, PINNERFORMER, Optional.empty(), Map.of(Release.PINS, PINS));
    var unused = heart.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
  }

  private void writePins() {
    SplittableRandom random = new SplittableRandom(1);
    Pins pins = new Pins(store);
    List<Pin> batch = new ArrayList<>();
    for (int i = 0; i < scale.pins(); i++) {
      batch.add(new Pin(scale.pin(i), Features.unit(random, scale.width()), i));
      if (batch.size() == ROWS_A_WRITE || i == scale.pins() - 1) {
        pins.write(PINS, asOf, batch);
        batch.clear();
      }
    }
  }

  private void writeUsers() {
    SplittableRandom random = new SplittableRandom(2);
    UserEmbeddings embeddings = new UserEmbeddings(store);
    LiveActions live = new LiveActions(store);
    List<UserEmbedding> users = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int user = 0; user < scale.users(); user++) {
      users.add(new UserEmbedding(scale.user(user), Features.unit(random, scale.width()), asOf));
      for (int i = 0; i < scale.actions(); i++) {
        actions.add(action(user, i, now - TimeUnit.MINUTES.toMillis(i), random));
      }
      if (actions.size() >= ROWS_A_WRITE || user == scale.users() - 1) {
        live.write(actions);
        embeddings.write(PINNERFORMER, users);
        actions.clear();
        users.clear();
      }
    }
  }

  private Action action(int user, int i, long occurredAt, SplittableRandom random) {
    return new Action(
        "bench-%d-%d".formatted(user, i),
        scale.user(user),
        scale.pin(random.nextInt(scale.pins())),
        Features.type(i),
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private void beat() {
    Instant now = Instant.now();
    List<Watermark> marks = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      marks.add(new Watermark(partition, Optional.empty(), Optional.of(now), now));
    }
    try {
      new Watermarks(store).write(marks);
    } catch (StoreException whileHBaseIsAway) {
      // The next beat tries again; meanwhile the answers say that the stream is behind.
      return;
    }
  }

  private void publish(
      String model, String version, Optional<String> artifact, Map<String, String> requires) {
    Releases releases = new Releases(store);
    if (releases.get(model, version).isEmpty()) {
      releases.add(
          new Release(
              model, version, version, asOf, artifact, 1, requires, Map.of(), Instant.now()));
    }
    releases.publish(model, version, "bench");
  }

  private void job(String mainClass, List<String> output, String... arguments)
      throws InterruptedException {
    int exit =
        JavaProcess.of(home, LaunchModule.BEAM_PIPELINES, "io.tidemark.pipelines." + mainClass)
            .jvmFlags("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .arguments(arguments)
            .run(output::add);
    if (exit != 0) {
      throw new IllegalStateException(mainClass + " failed:\n" + String.join("\n", output));
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
    store.close();
    stack.close();
  }
}
