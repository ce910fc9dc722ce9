package io.tidemark.pipelines.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.UserEmbedding;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final EmbeddingRows ROWS = new EmbeddingRows();
  private static final Gate GATE = new Gate(ROWS.words(), 0.9, 0, 0.3, 0.8, 0.8, 100);
  private static final RowChecks GOOD = new RowChecks(500, 0, 500, 0, 1e-7, List.of("u"));
  private static final Drift SMALL = new Drift(Collections.nCopies(100, 0.1));
  private static final RecallComparison BETTER = new RecallComparison(1_000, 0.1, 0.11);

  @Test
  void aGoodRunPassesAndTellsWhatWasMeasured() {
    Gate.Verdict verdict = GATE.judge(report(500, GOOD, SMALL, BETTER));

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.checks())
        .containsEntry("rows", "500")
        .containsEntry("users", "10000")
        .containsEntry("drift_mean", "0.1000")
        .containsEntry("drift_p95", "0.1000")
        .containsEntry("recall_at_10", "0.1100")
        .containsEntry("recall_at_10_published", "0.1000");
  }

  @Test
  void lostUsersFail() {
    assertFails(report(501, GOOD, SMALL, BETTER), "501 users were to be computed and 500");
  }

  @Test
  void vectorsThatAreNoNumbersFail() {
    RowChecks bad =
        RowChecks.of(ROWS, embedding(Float.NaN, 1)).plus(RowChecks.of(ROWS, embedding(0.6f, 0.8f)));
    assertFails(report(2, bad, SMALL, BETTER), "1 of 2 vectors are not numbers");
  }

  @Test
  void aNormOtherThanOneFails() {
    RowChecks bad = RowChecks.of(ROWS, embedding(0.6f, 0.81f));
    assertFails(report(1, bad, SMALL, BETTER), "norm");
  }

  @Test
  void vectorsThatMovedTooFarFail() {
    assertFails(report(500, GOOD, new Drift(Collections.nCopies(100, 0.31)), BETTER), "on average");
    Drift some =
        Drift.sum(
            List.of(
                new Drift(Collections.nCopies(90, 0.0)), new Drift(Collections.nCopies(10, 0.9))));
    assertFails(report(500, GOOD, some, BETTER), "a twentieth");
  }

  @Test
  void worseRecallFailsIfThereIsEnoughToJudge() {
    assertFails(report(500, GOOD, SMALL, new RecallComparison(100, 0.1, 0.079)), "recall@10");
    assertThat(GATE.judge(report(500, GOOD, SMALL, new RecallComparison(99, 0.1, 0))).failures())
        .isEmpty();
  }

  @Test
  void fewerUsersThanBeforeFail() {
    RunReport report =
        new RunReport(
            500, 10_000, OptionalLong.of(11_200), GOOD, Optional.empty(), Optional.empty());

    assertFails(report, "only 10,000 users have a sequence, at least 10,080");
  }

  @Test
  void aRunWithoutUsersFailsUnlessItMay() {
    RunReport nobody =
        new RunReport(
            0, 10_000, OptionalLong.empty(), RowChecks.none(), Optional.empty(), Optional.empty());

    assertFails(nobody, "days of the action log missing");
    assertThat(new Gate(ROWS.words(), 0, 0, 1, 1, 1, 1).judge(nobody).failures()).isEmpty();
  }

  @Test
  void everyReasonIsTold() {
    RowChecks bad = new RowChecks(500, 0, 500, 3, 0.5, List.of());
    assertThat(GATE.judge(report(501, bad, SMALL, BETTER)).failures()).hasSize(3);
  }

  @Test
  void boundsOutOfRangeAreNamed() {
    EmbedUsersOptions options =
        io.tidemark.pipelines.storage.Job.parse(
            new String[] {"--asOf=2024-03-01T00:00:00Z", "--maximumMeanDrift=3"},
            EmbedUsersOptions.class);
    assertThatThrownBy(() -> Gate.of(options, ROWS.words(), 0))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--maximumMeanDrift is 3.0");
  }

  @Property
  void theQuantileIsTheSmallestThatEnoughValuesDoNotExceed(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 2) Double> values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double quantile = new Drift(values).quantile(share);
    long atMost = values.stream().filter(value -> value <= quantile).count();
    long below = values.stream().filter(value -> value < quantile).count();

    assertThat(atMost).isGreaterThanOrEqualTo((long) Math.ceil(share * values.size()));
    assertThat(below).isLessThan((long) Math.ceil(share * values.size()));
  }

  @Test
  void driftIsOneMinusCosineWhateverTheLengths() {
    assertThat(Drift.between(new float[] {2, 0}, new float[] {5, 0})).isZero();
    assertThat(Drift.between(new float[] {1, 0}, new float[] {0, 3})).isEqualTo(1);
    assertThat(Drift.between(new float[] {1, 0}, new float[] {-1, 0})).isEqualTo(2);
    assertThat(Drift.between(new float[] {1, 0}, new float[] {Float.NaN, 0})).isEqualTo(1);
  }

  @Test
  void aSampleOfUsersIsAlwaysTheSameAndAboutAsLargeAsWanted() {
    UserSample sample = UserSample.of(100_000, 1_000);
    long chosen = IntStream.range(0, 100_000).filter(user -> sample.has("user" + user)).count();

    assertThat(chosen).isBetween(850L, 1_150L);
    assertThat(UserSample.of(900, 1_000).has("anybody")).isTrue();
  }

  private static void assertFails(RunReport report, String reason) {
    assertThat(GATE.judge(report).failures()).singleElement().asString().contains(reason);
  }

  private static RunReport report(
      long selected, RowChecks rows, Drift drift, RecallComparison recall) {
    return new RunReport(
        selected, 10_000, OptionalLong.of(10_000), rows, Optional.of(drift), Optional.of(recall));
  }

  private static UserEmbedding embedding(float... vector) {
    return new UserEmbedding("u", vector, Instant.EPOCH);
  }
}
