package io.tidemark.pipelines.embedding;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** HBase, Hive and a log of some days, for the tests of daily runs. */
public final class DailyRunStage implements AutoCloseable {
  /** The end of the eighth day of the log. */
  public static final Instant DAY_8 = TinyModel.START.plus(Duration.ofDays(8));

  public static final Instant DAY_9 = TinyModel.START.plus(Duration.ofDays(9));
  public static final Instant DAY_10 = TinyModel.START.plus(Duration.ofDays(10));

  private final TreeMap<LocalDate, List<Action>> log = new TreeMap<>();
  private final Set<String> users = new TreeSet<>();
  private final Path folder;
  private final LocalStack stack;
  private final StoreConnection connection;
  private final Warehouse warehouse;

  private DailyRunStage(Path folder) throws Exception {
    this.folder = folder;
    this.stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.HIVE);
    this.connection = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    this.warehouse = Warehouse.at(folder.resolve("warehouse").toString());
  }

  /** Starts both with their tables, and a log of some users in memory. */
  public static DailyRunStage start(Path folder, int users) throws Exception {
    DailyRunStage stage = new DailyRunStage(folder);
    new StoreSchema(stage.connection).create();
    stage.options(DailyRunOptions.class, DAY_8); // logs into the file systems
    HiveSchema.create(stage.hive(), stage.warehouse);
    TinyModel.timelines(users).stream()
        .map(Timeline::actions)
        .flatMap(List::stream)
        .forEach(stage::log);
    return stage;
  }

  public StoreConnection connection() {
    return connection;
  }

  public Releases releases() {
    return new Releases(connection);
  }

  public Warehouse warehouse() {
    return warehouse;
  }

  public Path models() {
    return folder.resolve("models");
  }

  /** Everyone who is in the log. */
  public Set<String> users() {
    return users;
  }

  /** The actions of the days before an instant. */
  public List<Action> before(Instant end) {
    return log.headMap(LocalDate.ofInstant(end, ZoneOffset.UTC)).values().stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Who acted on the day that ends then. */
  public Set<String> activeBefore(Instant end) {
    return log.get(dayBefore(end)).stream().map(Action::userId).collect(Collectors.toSet());
  }

  /** Adds an action to the log, without writing it. */
  public void log(Action action) {
    log.computeIfAbsent(ActionParquet.day(action), day -> new ArrayList<>()).add(action);
    users.add(action.userId());
  }

  /** Writes all days that end at an instant or before. */
  public void writeDaysUpTo(Instant end) throws IOException {
    for (LocalDate day : log.headMap(LocalDate.ofInstant(end, ZoneOffset.UTC)).keySet()) {
      new ActionFiles(warehouse).write(day, "part", log.get(day));
    }
  }

  /** Writes the day that ends then. */
  public void writeDayBefore(Instant end) throws IOException {
    new ActionFiles(warehouse).write(dayBefore(end), "part", log.get(dayBefore(end)));
  }

  /** The day that ends then. */
  public static LocalDate dayBefore(Instant end) {
    return LocalDate.ofInstant(end, ZoneOffset.UTC).minusDays(1);
  }

  /** A save. */
  public static Action action(String user, String pin, long occurredAt, int number) {
    return new Action(
        "%s-%06d".formatted(user, number),
        user,
        pin,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private String hive() {
    return HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
  }

  /** The flags of a run on this stage. */
  public <O extends DailyRunOptions> O options(Class<O> type, Instant asOf, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--asOf=" + asOf);
    flags.add("--warehouse=" + warehouse.root());
    flags.add("--models=" + models());
    flags.add("--hbase=" + stack.address(Component.HBASE));
    flags.add("--hive=" + hive());
    flags.add("--sequenceShards=4");
    return Job.parse(flags.toArray(String[]::new), type);
  }

  @Override
  public void close() {
    connection.close();
    stack.close();
  }
}
