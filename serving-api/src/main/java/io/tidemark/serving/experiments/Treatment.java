package io.tidemark.serving.experiments;

import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.realtime.RealtimeEmbedding;
import io.tidemark.serving.tides.UserTides;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request is ranked by, once its arms have had their say. To be closed when it is ranked.
 *
 * @param tides what is left of what was read
 * @param ranker that scores, empty if none is served
 * @param borrowed the same, if it is not the one that is published and has to be given back
 * @param realtime the embedding that was to be computed for this request, empty if no arm asks for
 *     one or it could be no other than the batch's
 * @param headWeights what heads count, instead of what the ranker comes with
 * @param exposures layer to arm, of arms that make a difference to this request if it is scored
 * @param unavailable names of parameters that an arm sets and this server cannot do now
 */
public record Treatment(
    UserTides tides,
    Optional<OnnxRanker> ranker,
    Optional<RankerPool.Borrowed> borrowed,
    Optional<RealtimeEmbedding> realtime,
    Map<String, Float> headWeights,
    Map<String, String> exposures,
    Set<String> unavailable)
    implements AutoCloseable {
  public Treatment {
    headWeights = Map.copyOf(headWeights);
    exposures = Map.copyOf(exposures);
    unavailable = Set.copyOf(unavailable);
  }

  @Override
  public void close() {
    borrowed.ifPresent(RankerPool.Borrowed::close);
  }
}
