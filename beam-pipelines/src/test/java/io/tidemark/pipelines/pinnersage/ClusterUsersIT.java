package io.tidemark.pipelines.pinnersage;

import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_10;
import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_8;
import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_9;
import static io.tidemark.pipelines.embedding.DailyRunStage.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.embedding.DailyRunStage;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.pins.PinRelease;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  @TempDir private static Path folder;
  private static DailyRunStage stage;
  private static Releases releases;

  @BeforeAll
  static void fill() throws Exception {
    stage = DailyRunStage.start(folder, 30);
    releases = stage.releases();
    for (int i = 0; i < 5_000; i++) {
      stage.log(
          action("many", TinyModel.pin(i % 4, i % 10), DAY_8.toEpochMilli() + i * 10_000L, i));
    }
    stage.writeDaysUpTo(DAY_8);
    PinRelease.write(stage.warehouse(), TinyModel.pins());
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
    stage.close();
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
    stage.writeDayBefore(DAY_9);

    Release daily = ClusterUsers.cluster(options(DAY_9));
    Map<String, InterestProfile> incremental = read(DAY_9, daily);
    Release full = ClusterUsers.cluster(options(DAY_9, "--full=true"));
    Map<String, InterestProfile> recomputed = read(DAY_9, full);

    Set<String> active = stage.activeBefore(DAY_9);
    assertThat(daily.rows()).isEqualTo(active.size()).isLessThan(full.rows());
    assertThat(daily.checks())
        .containsEntry("computed", "users active since " + DAY_8)
        .containsKeys("drift_mean", "recall_at_10", "recall_at_10_published");
    assertThat(daily.checks().get("recall_at_10"))
        .as("the same make of the same actions")
        .isEqualTo(daily.checks().get("recall_at_10_published"));
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
    stage.writeDayBefore(DAY_10);

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

  private static Map<String, InterestProfile> read(Instant atOrBefore, Release release) {
    return new InterestProfiles(stage.connection())
        .read(stage.users(), release.version(), atOrBefore);
  }

  private static ClusterUsersOptions options(Instant asOf, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--sequenceDepth=2000");
    return stage.options(ClusterUsersOptions.class, asOf, all.toArray(String[]::new));
  }
}
