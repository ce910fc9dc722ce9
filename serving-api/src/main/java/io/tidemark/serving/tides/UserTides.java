package io.tidemark.serving.tides;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.freshness.Side;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.store.Action;
import io.tidemark.store.UserEmbedding;
import java.util.List;
import java.util.Optional;

/**
 * What one ranking has of both tides.
 *
 * @param embedding the user's embedding, empty if the user has none
 * @param actions the user's newest live actions, newest first
 * @param candidates what is known of the candidates
 * @param livePins what is known of the pin of each live action, in the order of the actions; of
 *     none if the actions could not be read
 */
public record UserTides(
    Reading<Optional<UserEmbedding>> embedding,
    Reading<List<Action>> actions,
    FoundPins candidates,
    FoundPins livePins) {
  /** What is left if one side is not to be ranked by: as if it could not be read. */
  public UserTides without(Side side) {
    return switch (side) {
      case BATCH -> new UserTides(Reading.unknown(), actions, candidates, livePins);
      case LIVE -> new UserTides(embedding, Reading.unknown(), candidates, livePins);
    };
  }

  /** The same with another embedding. */
  public UserTides withEmbedding(Reading<Optional<UserEmbedding>> other) {
    return new UserTides(other, actions, candidates, livePins);
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
        Reading.of(actions.known().orElseThrow().subList(from, to)),
        candidates,
        livePins.slice(from, to));
  }
}
