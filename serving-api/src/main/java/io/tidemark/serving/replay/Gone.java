package io.tidemark.serving.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a replay needs and is no longer there, in words. */
final class Gone {
  private final List<String> reasons = new ArrayList<>();

  void add(String reason) {
    reasons.add(reason);
  }

  /** Notes the reason if there is nothing. */
  <T> Optional<T> orNote(Optional<T> found, String reason) {
    if (found.isEmpty()) {
      reasons.add(reason);
    }
    return found;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }
}
