package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class InterestProfilesIT {
  private static final Instant MONDAY =
      Instant.ofEpochMilli(Instant.now().minus(Duration.ofDays(3)).toEpochMilli());
  private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));

  private final InterestProfiles profiles;

  InterestProfilesIT(StoreConnection connection) {
    this.profiles = new InterestProfiles(connection);
  }

  @Test
  void aReaderSeesTheNewestBatchAtOrBeforeTheInstantAndTheLiveSideWhateverItsTime() {
    profiles.write("v1", List.of(profile("u1", MONDAY, "monday")));
    profiles.write("v1", List.of(profile("u1", TUESDAY, "tuesday")));
    profiles.writeLive("v1", List.of(profile("u1", TUESDAY.plusSeconds(60), "live")));

    UserInterests atMonday = profiles.readAsync("u1", "v1", MONDAY).join();

    assertThat(atMonday.batch().orElseThrow().interests().get(0).pinId()).isEqualTo("monday");
    assertThat(atMonday.batch().orElseThrow().asOf()).isEqualTo(MONDAY);
    assertThat(atMonday.live().orElseThrow().interests().get(0).pinId()).isEqualTo("live");
    assertThat(profiles.readAsync("u1", "v1", TUESDAY).join().since(TUESDAY))
        .extracting(Interest::pinId)
        .containsExactly("live", "tuesday");
    assertThat(profiles.read(Set.of("u1", "nobody"), "v1", TUESDAY)).containsOnlyKeys("u1");
  }

  @Test
  void ofTwoLiveProfilesTheLaterStaysWhicheverIsWrittenFirst() {
    profiles.writeLive("order", List.of(profile("u1", TUESDAY, "later")));
    profiles.writeLive("order", List.of(profile("u1", MONDAY, "earlier")));

    assertThat(profiles.readAsync("u1", "order", TUESDAY).join().since(MONDAY))
        .extracting(Interest::pinId)
        .containsExactly("later");
  }

  @Test
  void versionsAreNeverMixedAndAUserWithoutInterestsIsKnownToHaveNone() {
    profiles.write("a", List.of(new InterestProfile("u1", List.of(), MONDAY)));

    assertThat(profiles.read(Set.of("u1"), "a", TUESDAY).get("u1").interests()).isEmpty();
    assertThat(profiles.read(Set.of("u1"), "b", TUESDAY)).isEmpty();
    assertThat(profiles.readAsync("u1", "b", TUESDAY).join().live()).isEmpty();
  }

  @Test
  void aVectorThatIsNoNumberIsRefusedWithItsUser() {
    InterestProfile broken =
        new InterestProfile(
            "u9", List.of(new Interest("p", 1, 1, 0, new float[] {Float.NaN})), MONDAY);
    assertThatThrownBy(() -> profiles.write("v1", List.of(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("u9");
  }

  private static InterestProfile profile(String user, Instant asOf, String pin) {
    return new InterestProfile(
        user, List.of(new Interest(pin, 1, 1, asOf.toEpochMilli(), new float[] {1, 0})), asOf);
  }
}
