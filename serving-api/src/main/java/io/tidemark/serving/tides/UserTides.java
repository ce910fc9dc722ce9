package io.tidemark.serving.tides;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.UserEmbedding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one ranking has of both tides.
 *
 * @param embedding the user's embedding, empty if the user has none
 * @param actions the user's newest live actions, newest first
 * @param candidatePins the candidates by id: empty if the release does not have the pin, absent if
 *     it could not be read in time
 * @param livePins the pins of the live actions, likewise
 */
public record UserTides(
    Reading<Optional<UserEmbedding>> embedding,
    Reading<List<Action>> actions,
    Map<String, Optional<Pin>> candidatePins,
    Map<String, Optional<Pin>> livePins) {}
