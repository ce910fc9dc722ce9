package io.tidemark.pipelines.ranker;

import io.tidemark.store.Action;
import java.util.List;

/**
 * A request that the system would have served just before a positive action: what it would have
 * known then, and nothing of that instant or later.
 *
 * @param user who asked
 * @param row the positive action, the label
 * @param batchAsOf the midnight (ms) up to which the batch embedding knows the user; the live side
 *     begins there
 */
record ServedRequest(UserLog user, int row, long batchAsOf) {
  ServedRequest {
    if (batchAsOf > user.occurredAt(row)) {
      throw new IllegalArgumentException(
          "a batch of %d cannot serve a request of %d".formatted(batchAsOf, user.occurredAt(row)));
    }
  }

  /** When it was asked (ms). */
  long requestedAt() {
    return user.occurredAt(row);
  }

  /** Where it was asked. */
  int surface() {
    return user.actions().get(row).surface().code();
  }

  /** The pin that the user wanted. */
  int positive() {
    return user.pins()[row];
  }

  /** What the batch embedding is computed from, oldest first. */
  List<Action> batchActions() {
    return user.actions().subList(0, user.rowsBefore(batchAsOf));
  }

  /** Rows of the live side, newest first: {@code [batchAsOf, requestedAt)}. */
  int[] liveRows(int most) {
    int end = user.rowsBefore(requestedAt());
    int start = Math.max(user.rowsBefore(batchAsOf), end - most);
    int[] rows = new int[end - start];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = end - 1 - i;
    }
    return rows;
  }
}
