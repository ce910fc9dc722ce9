package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the objectives draw, against every pair that their definitions allow. */
class ObjectivesTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final int DRAWS = 2_000;

  @ParameterizedTest
  @EnumSource(Objective.Kind.class)
  void exactlyTheAllowedPairsAreEverDrawn(Objective.Kind kind) throws IOException {
    JsonNode golden = Golden.read().get("objectives");
    UserHistory history = history(golden);
    TreeSet<String> allowed = new TreeSet<>();
    for (JsonNode pair :
        golden.get("allowed").get(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
      allowed.add(pair.get(0).asInt() + " predicts " + pair.get(1).asInt());
    }
    WindowSampler sampler =
        new WindowSampler(
            new Objective(kind, Duration.ofHours(golden.get("horizon").asInt()), 3),
            golden.get("window").asInt());

    TreeSet<String> drawn = new TreeSet<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < DRAWS; draw++) {
      LabelledWindow labelled =
          sampler.draw(history, golden.get("end").asInt() * HOUR, random).orElseThrow();
      assertThat(labelled.window().length()).isLessThanOrEqualTo(golden.get("window").asInt());
      for (int pair = 0; pair < labelled.pairs(); pair++) {
        // Each row has a pin of its own, so a pin tells the row that it was acted on in.
        drawn.add(
            labelled.window().from()
                + labelled.rows()[pair]
                + " predicts "
                + rowOf(history, labelled.labels()[pair]));
      }
    }

    assertThat(drawn).isEqualTo(allowed);
  }

  private static int rowOf(UserHistory history, int pin) {
    for (int row = 0; row < history.size(); row++) {
      if (history.pin(row) == pin) {
        return row;
      }
    }
    throw new AssertionError("no row has pin " + pin);
  }

  private static UserHistory history(JsonNode golden) {
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < golden.get("hours").size(); i++) {
      actions.add(
          Tiny.action(
              "user",
              Tiny.pin(i / Tiny.PINS_OF_TASTE, i % Tiny.PINS_OF_TASTE),
              golden.get("positive").get(i).asBoolean() ? ActionType.SAVE : ActionType.HIDE,
              golden.get("hours").get(i).asInt() * HOUR));
    }
    return Tiny.history(new Timeline("user", actions));
  }
}
