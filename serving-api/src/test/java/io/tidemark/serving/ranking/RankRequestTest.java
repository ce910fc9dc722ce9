package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankRequestTest {
  private static final RankingConfiguration RANKING = RankingConfiguration.DEFAULT;

  @Test
  void whatIsLeftOutIsFilledIn() {
    RankRequest.Checked checked =
        new RankRequest("u1", List.of("p1", "p2"), null, null, null, null, null).check(RANKING);
    assertThat(checked)
        .isEqualTo(
            new RankRequest.Checked(
                "u1",
                List.of("p1", "p2"),
                Surface.UNKNOWN,
                10_000,
                false,
                Duration.ofMillis(500),
                false));
  }

  @Test
  void aCandidateThatIsThereTwiceIsRankedOnce() {
    assertThat(
            new RankRequest("u1", List.of("p1", "p2", "p1"), "home", 5, true, null, null)
                .check(RANKING)
                .candidates())
        .containsExactly("p1", "p2");
  }

  @Test
  void everyFieldThatIsWrongIsNamed() {
    assertThat(
            fields(
                new RankRequest("", Arrays.asList("p1", null, ""), "moon", 0, null, 5_001, null)))
        .containsExactly(
            "user_id", "candidates[1]", "candidates[2]", "surface", "limit", "timeout_ms");
  }

  @Test
  void tooManyCandidatesAreRefused() {
    RankRequest request =
        new RankRequest("u1", Collections.nCopies(10_001, "p1"), null, null, null, null, null);
    assertThat(fields(request)).containsExactly("candidates");
    assertThat(
            new RankRequest("u1", Collections.nCopies(10_000, "p1"), null, 10_000, null, null, null)
                .check(RANKING)
                .limit())
        .isEqualTo(10_000);
  }

  @Test
  void noCandidatesAreRefused() {
    assertThat(fields(new RankRequest("u1", null, null, null, null, null, null)))
        .containsExactly("candidates");
    assertThat(fields(new RankRequest("u1", List.of(), null, 10_001, null, null, null)))
        .containsExactly("candidates", "limit");
  }

  @Test
  void aFloodOfBadCandidatesIsNotToldOneByOne() {
    assertThat(
            fields(
                new RankRequest(
                    "u1", Collections.nCopies(10_000, ""), null, null, null, null, null)))
        .hasSize(20);
  }

  private static List<String> fields(RankRequest request) {
    return catchThrowableOfType(RefusedException.class, () -> request.check(RANKING))
        .problems()
        .stream()
        .map(Problem::field)
        .toList();
  }
}
