package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationUsersTest {
  @Test
  void theShareOfUsersIsTheShareOfHashes() {
    EvaluationUsers users = new EvaluationUsers(0.25);

    long evaluated =
        IntStream.range(0, 20_000).filter(user -> users.contains("user-" + user)).count();

    assertThat(evaluated).isBetween(4_800L, 5_200L);
  }

  @Test
  void aLargerShareHoldsASmallerOne() {
    EvaluationUsers some = new EvaluationUsers(0.1);
    EvaluationUsers more = new EvaluationUsers(0.3);

    assertThat(
            IntStream.range(0, 5_000)
                .mapToObj(Integer::toString)
                .filter(some::contains)
                .allMatch(more::contains))
        .isTrue();
  }

  @Test
  void someoneMustBeEvaluatedAndSomeoneTrainedOn() {
    for (double share : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatThrownBy(() -> new EvaluationUsers(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("between 0 and 1");
    }
  }
}
