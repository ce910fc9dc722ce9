package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.pins.PinRelease;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.Surface;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Some days of daily runs on a real HBase and Hive, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterUsersIT {
  private static final Instant DAY_8 = TinyModel.START.plus(Duration.ofDays(8));
  private static final Instant DAY_9 = TinyModel.START.plus(Duration.ofDays(9));
  private static final Instant DAY_10 = TinyModel.START.plus(Duration.ofDays(10));

  @TempDir private static Path folder;
  private static final TreeMap<LocalDate, List<Action>> LOG = new TreeMap<>();
  private static final Set<String> USERS = new TreeSet<>();
  private static LocalStack stack;
  private static StoreConnection connection;
  private static Releases releases;
  private static Warehouse warehouse;

  @BeforeAll
  static void fill() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.HIVE);
    connection = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    new StoreSchema(connection).create();
    releases = new Releases(connection);
    warehouse = Warehouse.at(folder.resolve("warehouse").toString());
    options(DAY_8); // logs into the file systems
    HiveSchema.create(hive(), warehouse);
    TinyModel.timelines(30).stream()
        .map(Timeline::actions)
        .flatMap(List::stream)
        .forEach(ClusterUsersIT::log);
    for (int i = 0; i < 5_000; i++) {
      log(action("many", TinyModel.pin(i % 4, i % 10), DAY_8.toEpochMilli() + i * 10_000L, i));
    }
    for (LocalDate day : LOG.headMap(dayBefore(DAY_9)).keySet()) {
      new ActionFiles(warehouse).write(day, "part", LOG.get(day));
    }
    PinRelease.write(warehouse, TinyModel.pins());
    String pins = TinyModel.pins().version();
    releases.add(
        new Release(
            Release.PINS,
            pins,
            pins,
            DAY_8,
            Optional.empty(),
            TinyModel.pins().size(),
            Map.of(),
            Map.of(),
            DAY_8));
    releases.publish(Release.PINS, pins, "test");
  }

  @AfterAll
  static void stop() {
    connection.close();
    stack.close();
  }

  @Test
  @Order(1)
  void theFirstRunClustersEveryoneAndPublishesWhatItWrote() throws Exception {
    Release release = ClusterUsers.cluster(options(DAY_8));

    assertThat(releases.published(Release.PINNERSAGE)).contains(release);
    assertThat(release.requires()).containsEntry(Release.PINS, TinyModel.pins().version());
    assertThat(release.checks()).containsEntry("computed", "all users").containsKey("alpha");
    Map<String, InterestProfile> profiles = read(DAY_8, release);
    assertThat(profiles).hasSize((int) release.rows());
    assertThat(profiles.values())
        .anySatisfy(
            profile ->
                assertThat(profile.interests())
                    .isNotEmpty()
                    .allSatisfy(
                        interest ->
                            assertThat(interest.vector())
                                .containsExactly(
                                    TinyModel.pins()
                                        .find(interest.pinId())
                                        .orElseThrow()
                                        .vector())));
    assertThat(ClusterUsers.cluster(options(DAY_8))).isEqualTo(release);
  }

  @Test
  @Order(2)
  void theNextDayComputesWhoActedAndEqualsAFullRun() throws Exception {
    new ActionFiles(warehouse).write(dayBefore(DAY_9), "part", LOG.get(dayBefore(DAY_9)));

    Release daily = ClusterUsers.cluster(options(DAY_9));
    Map<String, InterestProfile> incremental = read(DAY_9, daily);
    Release full = ClusterUsers.cluster(options(DAY_9, "--full=true"));
    Map<String, InterestProfile> recomputed = read(DAY_9, full);

    Set<String> active =
        LOG.get(dayBefore(DAY_9)).stream().map(Action::userId).collect(Collectors.toSet());
    assertThat(daily.rows()).isEqualTo(active.size()).isLessThan(full.rows());
    assertThat(daily.checks())
        .containsEntry("computed", "users active since " + DAY_8)
        .containsKey("drift_mean");
    assertThat(incremental).hasSize((int) full.rows()).containsKey("many");
    incremental.forEach(
        (user, profile) -> {
          assertThat(profile.asOf()).isEqualTo(active.contains(user) ? DAY_9 : DAY_8);
          assertThat(profile.interests())
              .usingRecursiveComparison()
              .isEqualTo(recomputed.get(user).interests());
        });
  }

  @Test
  @Order(3)
  void whatFailsTheGateIsKeptWithTheReasonAndNothingOfItIsInHBase() throws Exception {
    Release before = releases.published(Release.PINNERSAGE).orElseThrow();
    new ActionFiles(warehouse).write(dayBefore(DAY_10), "part", LOG.get(dayBefore(DAY_10)));

    assertThatThrownBy(() -> ClusterUsers.cluster(options(DAY_10, "--maximumMeanDrift=1e-9")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("moved by")
        .hasMessageContaining("the old release stays");

    assertThat(releases.published(Release.PINNERSAGE)).contains(before);
    Release failed = releases.get(Release.PINNERSAGE, DAY_10.toString()).orElseThrow();
    assertThat(failed.failure()).hasValueSatisfying(r -> assertThat(r).contains("moved by"));
    assertThat(read(DAY_10, failed).values())
        .allSatisfy(profile -> assertThat(profile.asOf()).isBefore(DAY_10));
  }

  @Test
  @Order(4)
  void anotherAlphaIsAnotherVersionAndComputesEveryone() throws Exception {
    Release before = releases.published(Release.PINNERSAGE).orElseThrow();

    Release release =
        ClusterUsers.cluster(options(DAY_10, "--alpha=0.1", "--storage=FP16", "--publish=false"));

    assertThat(release.version()).isNotEqualTo(before.version());
    assertThat(release.checks()).containsEntry("computed", "all users");
    assertThat(read(DAY_10, release)).hasSize((int) release.rows());
    assertThat(releases.published(Release.PINNERSAGE)).contains(before);
    assertThatThrownBy(() -> ClusterUsers.cluster(options(DAY_10, "--alpha=-1")))
        .hasMessageContaining("alpha");
    assertThatThrownBy(() -> ClusterUsers.cluster(options(DAY_10.plusSeconds(60))))
        .hasMessageContaining("end of a UTC day");
  }

  private static void log(Action action) {
    LOG.computeIfAbsent(ActionParquet.day(action), day -> new ArrayList<>()).add(action);
    USERS.add(action.userId());
  }

  private static LocalDate dayBefore(Instant end) {
    return LocalDate.ofInstant(end, ZoneOffset.UTC).minusDays(1);
  }

  private static Action action(String user, String pin, long occurredAt, int number) {
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

  private static Map<String, InterestProfile> read(Instant atOrBefore, Release release) {
    return new InterestProfiles(connection).read(USERS, release.version(), atOrBefore);
  }

  private static String hive() {
    return HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
  }

  private static ClusterUsersOptions options(Instant asOf, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--asOf=" + asOf);
    flags.add("--warehouse=" + warehouse.root());
    flags.add("--hbase=" + stack.address(Component.HBASE));
    flags.add("--hive=" + hive());
    flags.add("--sequenceShards=4");
    flags.add("--sequenceDepth=2000");
    return Job.parse(flags.toArray(String[]::new), ClusterUsersOptions.class);
  }
}
