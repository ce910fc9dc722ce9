package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.embedding.Drift;
import io.tidemark.pipelines.embedding.Gate;
import io.tidemark.pipelines.embedding.HeldOutUser;
import io.tidemark.pipelines.embedding.RecallComparison;
import io.tidemark.pipelines.embedding.RowChecks;
import io.tidemark.pipelines.embedding.RunReport;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InterestGateTest {
  private static final InterestRows ROWS = new InterestRows();
  private static final Gate GATE = new Gate(ROWS.words(), 0.9, 0.5, 0.35, 0.6, 0.8, 100);

  @Test
  void aSoundRunPassesAndTellsWhatWasMeasured() {
    Gate.Verdict verdict =
        GATE.judge(
            new RunReport(
                3,
                10,
                OptionalLong.of(10),
                new RowChecks(3, 1, 5, 0, 0, List.of("ann")),
                Optional.of(new Drift(List.of(0.1, 0.3))),
                Optional.of(new RecallComparison(200, 0.1, 0.09))));

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.checks())
        .containsEntry("users_with_interests", "2")
        .containsEntry("interests_per_user", "2.50")
        .containsEntry("drift_mean", "0.2000")
        .containsEntry("recall_at_10", "0.0900");
  }

  @Test
  void missingUsersMissingInterestsWrongVectorsAndAJumpAreEachNamed() {
    assertThat(failures(4, 10, new RowChecks(3, 0, 5, 0, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("4 users were to be computed and 3 profiles");
    assertThat(failures(3, 8, new RowChecks(3, 0, 5, 0, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("only 8 users have a sequence, at least 9");
    assertThat(failures(3, 10, new RowChecks(3, 2, 5, 0, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("only 1 of 3 users have interests");
    assertThat(failures(3, 10, new RowChecks(3, 0, 5, 0, 0.1, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("the norm of one of the interests is 0.1000 away");
    assertThat(failures(3, 10, new RowChecks(3, 0, 5, 0, 0, List.of()), 0.7))
        .hasSize(2)
        .allMatch(failure -> failure.contains("averages of interests moved"));
    assertThat(failures(0, 10, new RowChecks(0, 0, 0, 0, 0, List.of()), 0.1))
        .singleElement()
        .asString()
        .contains("nobody is there");
  }

  @Test
  void interestsThatBringMuchLessOfWhatUsersThenWantedFail() {
    RunReport report =
        new RunReport(
            3,
            10,
            OptionalLong.of(10),
            new RowChecks(3, 0, 5, 0, 0, List.of()),
            Optional.empty(),
            Optional.of(new RecallComparison(100, 0.1, 0.07)));

    assertThat(GATE.judge(report).failures()).singleElement().asString().contains("recall@10");
  }

  @Test
  void aPinIsWantedByTheNearestOfTheInterests() {
    float[] east = {1, 0};
    float[] north = {0, 1};
    List<Pin> pins = new ArrayList<>(List.of(new Pin("north", north, 1)));
    for (int i = 1; i <= 20; i++) {
      double angle = i * Math.PI / 60;
      pins.add(new Pin("p" + i, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)}, 1));
    }
    PinVectors vectors = PinVectors.of("pins-1", pins);
    InterestProfile before =
        new InterestProfile("ann", List.of(new Interest("p0", 1, 1, 0, east)), Instant.EPOCH);

    RecallComparison recall =
        InterestRecall.of(
            List.of(
                new HeldOutUser("ann", List.of(east, north), List.of("north", "p1", "unknown")),
                new HeldOutUser("nobody before", List.of(east), List.of("p1"))),
            Map.of("ann", before),
            vectors,
            vectors);

    assertThat(recall).isEqualTo(new RecallComparison(2, 0.5, 1));
  }

  @Test
  void aVectorThatIsNotOfNormOneIsCounted() {
    Interest sound = new Interest("p", 1, 1, 0, new float[] {0.6f, 0.8f});
    Interest wrong = new Interest("q", 1, 1, 0, new float[] {0, 0.9f});
    InterestProfile profile = new InterestProfile("ann", List.of(sound, wrong), Instant.EPOCH);

    RowChecks checks =
        RowChecks.of(ROWS, profile)
            .plus(RowChecks.of(ROWS, new InterestProfile("bob", List.of(), Instant.EPOCH)));

    assertThat(checks.rows()).isEqualTo(2);
    assertThat(checks.empty()).isEqualTo(1);
    assertThat(checks.vectors()).isEqualTo(2);
    assertThat(checks.worstNorm()).isCloseTo(0.1, within(1e-6));
    assertThat(checks.sample()).containsExactly("ann", "bob");
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
      long selected, long users, RowChecks profiles, double drift) {
    return GATE.judge(
            new RunReport(
                selected,
                users,
                OptionalLong.of(10),
                profiles,
                Optional.of(new Drift(List.of(drift))),
                Optional.empty()))
        .failures();
  }
}
