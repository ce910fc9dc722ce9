package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.embedding.Drift;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InterestGateTest {
  private static final InterestGate GATE = new InterestGate(0.9, 0.5, 0.35, 0.6);

  @Test
  void aSoundRunPassesAndTellsWhatWasMeasured() {
    InterestGate.Verdict verdict =
        GATE.judge(
            new InterestGate.Report(
                3,
                10,
                OptionalLong.of(10),
                new ProfileChecks(3, 1, 5, 0, List.of("ann")),
                Optional.of(new Drift(List.of(0.1, 0.3)))));

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.checks())
        .containsEntry("users_with_interests", "2")
        .containsEntry("interests_per_user", "2.50")
        .containsEntry("drift_mean", "0.2000");
  }

  @Test
  void missingUsersMissingInterestsWrongVectorsAndAJumpAreEachNamed() {
    assertThat(failures(4, 10, new ProfileChecks(3, 0, 5, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("4 users were to be computed and 3");
    assertThat(failures(3, 8, new ProfileChecks(3, 0, 5, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("only 8 users have a sequence, at least 9");
    assertThat(failures(3, 10, new ProfileChecks(3, 2, 5, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("only 1 of 3 users have an interest");
    assertThat(failures(3, 10, new ProfileChecks(3, 0, 5, 1, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("1 of 5 interests");
    assertThat(failures(3, 10, new ProfileChecks(3, 0, 5, 0, List.of()), 0.7)).hasSize(2);
    assertThat(failures(0, 10, ProfileChecks.none(), 0.1))
        .singleElement()
        .asString()
        .contains("nobody is there");
  }

  @Test
  void aVectorThatIsNotOfNormOneIsCounted() {
    Interest sound = new Interest("p", 1, 1, 0, new float[] {0.6f, 0.8f});
    Interest wrong = new Interest("q", 1, 1, 0, new float[] {0.6f, 0.9f});
    InterestProfile profile = new InterestProfile("ann", List.of(sound, wrong), Instant.EPOCH);

    ProfileChecks checks =
        ProfileChecks.of(profile)
            .plus(ProfileChecks.of(new InterestProfile("bob", List.of(), Instant.EPOCH)));

    assertThat(ProfileChecks.fromJson(checks.toJson()))
        .isEqualTo(new ProfileChecks(2, 1, 2, 1, List.of("ann", "bob")));
  }

  @Test
  void theAverageCountsAnInterestAsMuchAsItIsImportant() {
    Interest major = new Interest("p", 3, 1, 0, new float[] {1, 0});
    Interest minor = new Interest("q", 4, 1, 0, new float[] {0, 1});

    assertThat(InterestAverage.of(List.of(major, minor)).orElseThrow())
        .containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    assertThat(InterestAverage.of(List.of())).isEmpty();
    assertThat(InterestAverage.of(List.of(major, new Interest("r", 3, 1, 0, new float[] {-1, 0}))))
        .isEmpty();
  }

  private static List<String> failures(
      long selected, long users, ProfileChecks profiles, double drift) {
    return GATE.judge(
            new InterestGate.Report(
                selected,
                users,
                OptionalLong.of(10),
                profiles,
                Optional.of(new Drift(List.of(drift)))))
        .failures();
  }
}
