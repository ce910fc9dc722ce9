package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NegativePoolTest {
  @Test
  void theProbabilitiesAreThoseOfTheMixture() throws IOException {
    JsonNode golden = Golden.read().get("mixture");
    int uniform = golden.get("uniform").asInt();
    NegativePool pool = pool(5_000, uniform, true, golden.get("corpus").asInt());
    int[] last = Golden.ints(golden.get("batches").get(1));
    pool.draw(Golden.ints(golden.get("batches").get(0)), new int[] {0, 1, 2}, random());

    NegativePool.Draw draw = pool.draw(last, new int[] {0, 1, 2}, random());

    float[] expected = Golden.floats(golden.get("log_q"));
    assertThat(draw.pins()).hasSize(last.length + uniform).startsWith(last);
    for (int i = 0; i < draw.pins().length; i++) {
      assertThat(draw.logQ()[i]).isCloseTo(expected[draw.pins()[i]], within(1e-6f));
    }
    for (int pair = 0; pair < last.length; pair++) {
      assertThat(draw.labelLogQ()[pair]).isCloseTo(expected[last[pair]], within(1e-6f));
    }
  }

  @Test
  void aUsersOwnPositivesAreNeverItsNegatives() {
    int[] labels = {3, 4, 5, 3};
    int[] users = {0, 0, 1, 2};
    NegativePool.Draw draw = pool(5_000, 50, true, 10).draw(labels, users, random());

    List<Long> expected = new ArrayList<>();
    int size = draw.pins().length;
    for (int pair = 0; pair < labels.length; pair++) {
      for (int i = 0; i < size; i++) {
        int pin = draw.pins()[i];
        boolean own =
            switch (users[pair]) {
              case 0 -> pin == 3 || pin == 4;
              case 1 -> pin == 5;
              default -> pin == 3;
            };
        if (own) {
          expected.add((long) pair * size + i);
        }
      }
    }
    assertThat(draw.masked()).containsExactlyInAnyOrder(expected.toArray(new Long[0]));
  }

  @Test
  void theBatchsShareOfThePoolIsCapped() {
    NegativePool.Draw draw =
        pool(2, 3, true, 10).draw(new int[] {1, 1, 1, 1}, new int[4], random());

    assertThat(draw.pins()).hasSize(5).startsWith(1, 1);
  }

  @Test
  void withoutCorrectionNothingIsTakenOff() {
    NegativePool.Draw draw =
        pool(10, 3, false, 10).draw(new int[] {1, 2}, new int[] {0, 1}, random());

    assertThat(draw.logQ()).containsOnly(0);
    assertThat(draw.labelLogQ()).containsOnly(0);
  }

  private static NegativePool pool(int inBatch, int uniform, boolean correct, int corpus) {
    return new NegativePool(new PinnerFormerConfig.Negatives(inBatch, uniform, correct), corpus);
  }

  private static SplittableRandom random() {
    return new SplittableRandom(1);
  }
}
