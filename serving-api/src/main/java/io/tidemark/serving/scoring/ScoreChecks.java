package io.tidemark.serving.scoring;

import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.models.FeatureArrays;
import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.WithInterests;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks a {@link ScoreRequest} against what the served ranker takes. */
final class ScoreChecks {
  private static final int MAX_PROBLEMS = 20;

  private final ScoreRequest request;
  private final int pinWidth;
  private final int userWidth;
  private final boolean takesInterests;
  private final List<Problem> problems = new ArrayList<>();

  ScoreChecks(ScoreRequest request, int pinWidth, int userWidth, boolean takesInterests) {
    this.request = request;
    this.pinWidth = pinWidth;
    this.userWidth = userWidth;
    this.takesInterests = takesInterests;
  }

  /** The request as the ranker takes it; a side that is empty is one row that does not count. */
  RankerInput features() {
    int live = request.livePinVectors() == null ? 0 : request.livePinVectors().length;
    int candidates =
        request.candidatePinVectors() == null ? 0 : request.candidatePinVectors().length;
    checkSizes(live, candidates);
    if (!problems.isEmpty()) {
      throw RefusedException.because(problems);
    }
    int rows = Math.max(1, live);
    FeatureArrays features =
        new FeatureArrays(
            request.userEmbedding() == null ? new float[userWidth] : request.userEmbedding(),
            request.userEmbedding() == null ? 0 : 1,
            new float[rows * pinWidth],
            new long[rows],
            new long[rows],
            new long[rows],
            new float[rows],
            request.requestedAt(),
            request.surface() == null ? 0 : request.surface(),
            new float[candidates * pinWidth],
            request.candidateActions() == null
                ? new float[candidates]
                : request.candidateActions());
    checkVector(named("user_embedding"), features.userEmbedding(), userWidth);
    for (int t = 0; t < live; t++) {
      copyAction(t, features);
    }
    for (int n = 0; n < candidates; n++) {
      copyCandidate(n, features);
    }
    if (request.interestAverage() != null) {
      checkInterests(request.interestAverage());
    }
    if (!problems.isEmpty()) {
      throw RefusedException.because(problems);
    }
    return request.interestAverage() == null
        ? features
        : new WithInterests(features, request.interestAverage());
  }

  private void checkInterests(float[] average) {
    if (takesInterests) {
      checkVector(named("interest_average"), average, pinWidth);
    } else {
      refuse(named("interest_average"), "is not taken by the served ranker", "leave it out");
    }
  }

  private void checkSizes(int live, int candidates) {
    if (candidates < 1 || candidates > ScoreRequest.MAX_CANDIDATES) {
      refuse(
          named("candidate_pin_vectors"),
          "has " + candidates + " rows",
          "send 1 to " + ScoreRequest.MAX_CANDIDATES + " vectors");
    }
    if (live > ScoreRequest.MAX_LIVE_ACTIONS) {
      refuse(
          named("live_pin_vectors"),
          "has " + live + " rows",
          "send at most " + ScoreRequest.MAX_LIVE_ACTIONS + " actions, newest first");
    }
    checkLength(
        "live_action_types",
        request.liveActionTypes() == null ? 0 : request.liveActionTypes().length,
        live);
    checkLength(
        "live_surfaces", request.liveSurfaces() == null ? 0 : request.liveSurfaces().length, live);
    checkLength(
        "live_occurred_at",
        request.liveOccurredAt() == null ? 0 : request.liveOccurredAt().length,
        live);
    if (request.candidateActions() != null) {
      checkLength("candidate_actions", request.candidateActions().length, candidates);
    }
    if (request.requestedAt() == null) {
      refuse(named("requested_at"), "is missing", "send milliseconds since 1970-01-01 UTC");
    } else {
      checkInstant(named("requested_at"), request.requestedAt());
    }
    if (request.surface() != null) {
      checkCode(named("surface"), request.surface(), Surface.TABLE_SIZE);
    }
  }

  private void copyAction(int t, FeatureArrays features) {
    checkCode(row("live_action_types", t), request.liveActionTypes()[t], ActionType.TABLE_SIZE);
    checkCode(row("live_surfaces", t), request.liveSurfaces()[t], Surface.TABLE_SIZE);
    checkInstant(row("live_occurred_at", t), request.liveOccurredAt()[t]);
    features.liveActionTypes()[t] = request.liveActionTypes()[t];
    features.liveSurfaces()[t] = request.liveSurfaces()[t];
    features.liveOccurredAt()[t] = request.liveOccurredAt()[t];
    float[] vector = request.livePinVectors()[t];
    if (vector != null) {
      features.liveMask()[t] = 1;
      copy(row("live_pin_vectors", t), vector, features.livePinVectors(), t);
    }
  }

  private void copyCandidate(int n, FeatureArrays features) {
    copy(
        row("candidate_pin_vectors", n),
        request.candidatePinVectors()[n],
        features.candidatePinVectors(),
        n);
    float actions = features.candidateActions()[n];
    if (!Float.isFinite(actions) || actions < 0) {
      refuse(row("candidate_actions", n), "is " + actions, "send a count, not below 0");
    }
  }

  private void copy(Supplier<String> field, float[] vector, float[] rows, int row) {
    if (vector == null) {
      refuse(field, "is null", "send " + pinWidth + " numbers");
    } else if (checkVector(field, vector, pinWidth)) {
      System.arraycopy(vector, 0, rows, row * pinWidth, pinWidth);
    }
  }

  private boolean checkVector(Supplier<String> field, float[] vector, int width) {
    if (vector.length != width) {
      refuse(field, "has " + vector.length + " numbers", "send " + width + ", as the ranker takes");
      return false;
    }
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        refuse(field, "has " + value + " in it", "send numbers that a float can hold");
        return false;
      }
    }
    return true;
  }

  private void checkLength(String field, int length, int expected) {
    if (length != expected) {
      refuse(
          named(field), "has " + length + " entries", "send " + expected + ", one for each vector");
    }
  }

  private void checkCode(Supplier<String> field, int code, int tableSize) {
    if (code < 0 || code >= tableSize) {
      refuse(field, "is " + code, "send a code of the model's card, 0 to " + (tableSize - 1));
    }
  }

  private void checkInstant(Supplier<String> field, long millis) {
    if (millis < 0) {
      refuse(field, "is negative", "send milliseconds since 1970-01-01 UTC");
    }
  }

  private static Supplier<String> named(String field) {
    return () -> field;
  }

  /** Named only if it is wrong: there are hundreds in a request. */
  private static Supplier<String> row(String field, int row) {
    return () -> field + "[" + row + "]";
  }

  private void refuse(Supplier<String> field, String reason, String fix) {
    if (problems.size() < MAX_PROBLEMS) {
      String name = field.get();
      problems.add(new Problem(ErrorCode.INVALID_FIELD, name, name + " " + reason, fix));
    }
  }
}
