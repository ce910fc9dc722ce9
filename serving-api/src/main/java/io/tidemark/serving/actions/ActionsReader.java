package io.tidemark.serving.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.store.Action;
import io.tidemark.store.ActionRules;
import io.tidemark.store.InvalidActionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Turns a posted body, one action or many, into checked actions: all of them or none. */
final class ActionsReader {
  /** The most actions one request may carry. */
  static final int MAX_ACTIONS = 1_000;

  private static final String NOTHING_WRITTEN = "; nothing of the request was written";

  private final ObjectMapper mapper;

  ActionsReader(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * The actions of a body, with event ids and times filled in where they were left out.
   *
   * @throws RefusedException with every problem of every action
   * @throws JsonProcessingException if a field is unknown or of the wrong type
   */
  List<Action> read(JsonNode body, Instant now) throws JsonProcessingException {
    if (!body.isObject()) {
      throw RefusedException.because(
          ErrorCode.WRONG_TYPE,
          null,
          "the body is not a JSON object",
          "send one action, or {\"actions\": [...]}");
    }
    return body.has("actions")
        ? checkAll(mapper.treeToValue(body, ActionsBody.class).actions(), now)
        : checkOne(mapper.treeToValue(body, ActionBody.class), now);
  }

  private static List<Action> checkOne(ActionBody body, Instant now) {
    List<Problem> problems = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    check(body, "", now, actions, problems);
    return allOrNone(actions, problems);
  }

  private static List<Action> checkAll(List<ActionBody> bodies, Instant now) {
    if (bodies == null || bodies.isEmpty() || bodies.size() > MAX_ACTIONS) {
      throw RefusedException.because(
          ErrorCode.INVALID_FIELD,
          "actions",
          "actions has " + (bodies == null ? 0 : bodies.size()) + " actions" + NOTHING_WRITTEN,
          "send 1 to " + MAX_ACTIONS + " a request");
    }
    List<Problem> problems = new ArrayList<>();
    List<Action> actions = new ArrayList<>(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      String element = "actions[" + i + "]";
      if (bodies.get(i) == null) {
        problems.add(
            new Problem(
                ErrorCode.INVALID_FIELD,
                element,
                element + " is null" + NOTHING_WRITTEN,
                "send an action"));
      } else {
        check(bodies.get(i), element + ".", now, actions, problems);
      }
    }
    return allOrNone(actions, problems);
  }

  private static void check(
      ActionBody body, String prefix, Instant now, List<Action> actions, List<Problem> problems) {
    try {
      actions.add(ActionRules.check(body.draft(UUID.randomUUID().toString(), now), now));
    } catch (InvalidActionException invalid) {
      String field = prefix + invalid.field();
      problems.add(
          new Problem(
              ErrorCode.INVALID_FIELD,
              field,
              field + " " + invalid.reason() + NOTHING_WRITTEN,
              invalid.fix()));
    }
  }

  private static List<Action> allOrNone(List<Action> actions, List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw RefusedException.because(problems);
    }
    return actions;
  }
}
