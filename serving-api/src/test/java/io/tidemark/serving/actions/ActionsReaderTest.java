package io.tidemark.serving.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.http.StrictJson;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionsReaderTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_000L);
  private static final String GOOD =
      "{\"user_id\": \"u1\", \"pin_id\": \"p1\", \"action_type\": \"save\", \"surface\": \"home\"}";

  private final ObjectMapper mapper = StrictJson.configure(new ObjectMapper());
  private final ActionsReader reader = new ActionsReader(mapper);

  @Test
  void everyFieldIsTaken() throws Exception {
    assertThat(
            read(
                """
                {"event_id": "e1", "user_id": "u1", "pin_id": "p1", "action_type": "close_up",
                 "surface": "related", "occurred_at": 1794999999999, "duration_ms": 1200,
                 "request_id": "r1"}
                """))
        .containsExactly(
            new Action(
                "e1",
                "u1",
                "p1",
                ActionType.CLOSE_UP,
                Surface.RELATED,
                1_794_999_999_999L,
                1_200,
                Optional.of("r1")));
  }

  @Test
  void anActionWithoutIdAndTimeGetsBoth() throws Exception {
    List<Action> actions = read("{\"actions\": [" + GOOD + "," + GOOD + "]}");
    assertThat(actions).extracting(Action::occurredAt).containsOnly(NOW.toEpochMilli());
    assertThat(actions).extracting(Action::eventId).doesNotHaveDuplicates();
    assertThat(actions).extracting(Action::durationMillis).containsOnly(Action.UNKNOWN_DURATION);
  }

  @Test
  void everyBadActionIsNamedAndNothingIsTaken() {
    assertThat(
            problems(
                "{\"actions\": ["
                    + GOOD
                    + ", {\"user_id\": \"\", \"pin_id\": \"p1\", \"action_type\": \"save\", \"surface\": \"home\"}"
                    + ", null"
                    + ", {\"user_id\": \"u1\", \"pin_id\": \"p1\", \"action_type\": \"lick\", \"surface\": \"home\"}"
                    + ", {\"user_id\": \"u1\", \"pin_id\": \"p1\", \"action_type\": \"save\", \"surface\": \"home\","
                    + " \"occurred_at\": 1}]}"))
        .extracting(Problem::field)
        .containsExactly(
            "actions[1].user_id", "actions[2]", "actions[3].action_type", "actions[4].occurred_at");
  }

  @Test
  void aSingleActionsFieldIsNamedWithoutIndex() {
    List<Problem> problems = problems("{\"user_id\": \"u1\"}");
    assertThat(problems).extracting(Problem::field).containsExactly("pin_id");
    assertThat(problems.get(0).message()).contains("nothing of the request was written");
  }

  @Test
  void noneAndTooManyAreRefused() {
    assertThat(problems("{\"actions\": []}")).extracting(Problem::field).containsExactly("actions");
    assertThat(problems("{\"actions\": null}"))
        .extracting(Problem::field)
        .containsExactly("actions");
    String tooMany = String.join(",", Collections.nCopies(1_001, GOOD));
    assertThat(problems("{\"actions\": [" + tooMany + "]}"))
        .extracting(Problem::field)
        .containsExactly("actions");
  }

  @Test
  void whatIsNotAnObjectIsRefused() {
    assertThat(problems("[" + GOOD + "]")).hasSize(1);
    assertThat(problems("17")).hasSize(1);
  }

  private List<Action> read(String json) throws Exception {
    return reader.read(mapper.readTree(json), NOW);
  }

  private List<Problem> problems(String json) {
    return catchThrowableOfType(RefusedException.class, () -> read(json)).problems();
  }
}
