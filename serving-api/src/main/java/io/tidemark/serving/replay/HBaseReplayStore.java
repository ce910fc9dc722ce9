package io.tidemark.serving.replay;

import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a replay reads, from HBase. */
public final class HBaseReplayStore implements ReplayStore {
  private final Releases releases;
  private final UserEmbeddings embeddings;
  private final InterestProfiles interests;
  private final UserHistories histories;
  private final LiveActions actions;
  private final Pins pins;

  /** Over an open connection, which stays the caller's. */
  public HBaseReplayStore(StoreConnection connection) {
    this.releases = new Releases(connection);
    this.embeddings = new UserEmbeddings(connection);
    this.interests = new InterestProfiles(connection);
    this.histories = new UserHistories(connection);
    this.actions = new LiveActions(connection);
    this.pins = new Pins(connection);
  }

  @Override
  public Optional<Release> release(String model, String id) {
    return releases.get(model, id);
  }

  @Override
  public Optional<UserEmbedding> embedding(String userId, String version, Instant atOrBefore) {
    return embeddings.read(userId, version, atOrBefore);
  }

  @Override
  public Optional<InterestProfile> interests(String userId, String version, Instant atOrBefore) {
    return Optional.ofNullable(interests.read(List.of(userId), version, atOrBefore).get(userId));
  }

  @Override
  public Optional<UserHistory> history(String userId, Instant asOf) {
    return histories.read(userId, asOf);
  }

  @Override
  public List<Action> actions(String userId) {
    return actions.newest(userId, LiveActions.MAX_LIMIT);
  }

  @Override
  public Map<String, Pin> pins(Collection<String> pinIds, String version) {
    return pins.read(pinIds, version);
  }
}
