package io.tidemark.serving.replay;

import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a replay reads of HBase. */
public interface ReplayStore {
  /** A release by its id. */
  Optional<Release> release(String model, String id);

  /** A user's newest embedding of that version, at or before that instant. */
  Optional<UserEmbedding> embedding(String userId, String version, Instant atOrBefore);

  /** What the batch had left of a user's interests of that version, at or before that instant. */
  Optional<InterestProfile> interests(String userId, String version, Instant atOrBefore);

  /** What a user's embedding of that as-of was computed from. */
  Optional<UserHistory> history(String userId, Instant asOf);

  /** All live actions of a user that are left, newest first. */
  List<Action> actions(String userId);

  /** Those of the pins that there are. */
  Map<String, Pin> pins(Collection<String> pinIds, String version);
}
