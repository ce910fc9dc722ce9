package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.beam.sdk.values.KV;

class NumberRepeatsTest {
  private static final List<KV<String, Action>> ROWS =
      List.of(
          row(ActionType.LIKE, 5, "s1"),
          row(ActionType.LIKE, 5, "s2"),
          row(ActionType.LIKE, 9, "s1"),
          row(ActionType.SAVE, 5, "s1"),
          row(ActionType.SAVE, 5, "s1"));

  @Example
  void everyRowStaysAndHasAnIdOfItsOwn() {
    assertThat(NumberRepeats.number(ROWS))
        .extracting(row -> row.getValue().eventId())
        .containsExactly("k", "k#2", "k#3", "k#4", "k#5");
    assertThat(NumberRepeats.number(ROWS.subList(0, 1))).isEqualTo(ROWS.subList(0, 1));
  }

  @Property(tries = 50)
  void theIdsDoNotDependOnTheOrderOfTheRows(@ForAll long seed) {
    List<KV<String, Action>> shuffled = new ArrayList<>(ROWS);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(new HashSet<>(NumberRepeats.number(shuffled)))
        .isEqualTo(new HashSet<>(NumberRepeats.number(ROWS)));
  }

  private static KV<String, Action> row(ActionType type, long duration, String session) {
    return KV.of(
        session,
        new Action("k", "u", "p", type, Surface.UNKNOWN, 1_000, duration, Optional.empty()));
  }
}
