package io.tidemark.serving.tides;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.freshness.Side;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.UserEmbedding;
import java.util.List;
import java.util.Optional;

/**
 * What one ranking has of both tides.
 *
 * @param embedding the user's embedding, empty if the user has none
 * @param interests what the batch left of the user's interests; empty if the user has none, or
 *     nothing looks at them
 * @param actions the user's newest live actions, newest first
 * @param candidates what is known of the candidates
 * @param livePins what is known of the pin of each live action, in the order of the actions; of
 *     none if the actions could not be read
 */
public record UserTides(
    Reading<Optional<UserEmbedding>> embedding,
    Reading<Optional<InterestProfile>> interests,
    Reading<List<Action>> actions,
    FoundPins candidates,
    FoundPins livePins) {
  /** What is left if one side is not to be ranked by: as if it could not be read. */
  public UserTides without(Side side) {
    return switch (side) {
      case BATCH ->
          new UserTides(Reading.unknown(), Reading.unknown(), actions, candidates, livePins);
      case LIVE -> new UserTides(embedding, interests, Reading.unknown(), candidates, livePins);
    };
  }

  /** The same with another embedding. */
  public UserTides withEmbedding(Reading<Optional<UserEmbedding>> other) {
    return new UserTides(other, interests, actions, candidates, livePins);
  }

  /** The same for a ranker that does not look at interests, or not at these. */
  public UserTides withoutInterests() {
    return new UserTides(embedding, Reading.of(Optional.empty()), actions, candidates, livePins);
  }

  /**
   * The same with some of the live actions only, which must be known.
   *
   * @param from the first of them
   * @param to the first behind the last
   */
  public UserTides withActions(int from, int to) {
    return new UserTides(
        embedding,
        interests,
        Reading.of(actions.known().orElseThrow().subList(from, to)),
        candidates,
        livePins.slice(from, to));
  }
}
