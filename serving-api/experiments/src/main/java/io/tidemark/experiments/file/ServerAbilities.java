package io.tidemark.experiments.file;

import io.tidemark.experiments.Parameters;
import io.tidemark.store.ActionType;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server that is to run experiments can do: an arm that asks for more is refused.
 *
 * @param liveActions the most live actions it reads for a user
 * @param realtime whether it can compute an embedding at the moment of a request
 * @param embeddingModels what {@code embedding_model} may be
 * @param heads the names of the ranker's heads; empty if there may be any
 */
public record ServerAbilities(
    int liveActions, boolean realtime, Set<String> embeddingModels, Set<String> heads) {
  /**
   * A server as it comes: it can compute embeddings, and its ranker may have a head for every type
   * of action.
   */
  public static final ServerAbilities DEFAULT =
      new ServerAbilities(
          100,
          true,
          Set.of(Parameters.PINNERFORMER, Parameters.NO_EMBEDDING),
          Arrays.stream(ActionType.values())
              .map(ActionType::wireName)
              .collect(Collectors.toUnmodifiableSet()));

  /** Whatever a file may say: for reading one that ran elsewhere. */
  public static final ServerAbilities ANY =
      new ServerAbilities(Integer.MAX_VALUE, true, DEFAULT.embeddingModels(), Set.of());

  public ServerAbilities {
    embeddingModels = Set.copyOf(embeddingModels);
    heads = Set.copyOf(heads);
  }

  /** The same with other heads. */
  public ServerAbilities withHeads(Set<String> others) {
    return new ServerAbilities(liveActions, realtime, embeddingModels, others);
  }

  /** The same with another number of live actions. */
  public ServerAbilities withLiveActions(int limit) {
    return new ServerAbilities(limit, realtime, embeddingModels, heads);
  }

  /** The same, able or not able to compute an embedding at the moment of a request. */
  public ServerAbilities withRealtime(boolean able) {
    return new ServerAbilities(liveActions, able, embeddingModels, heads);
  }
}
