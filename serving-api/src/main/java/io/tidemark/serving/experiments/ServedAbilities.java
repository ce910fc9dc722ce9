package io.tidemark.serving.experiments;

import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ServedModels;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What this server can do for experiments now. While it serves no ranker it is not known which
 * heads there are, and a head may be any type of action.
 */
public final class ServedAbilities implements Supplier<ServerAbilities> {
  private final ReleaseWatch models;
  private final ServerAbilities configured;

  /**
   * @param models what is served
   * @param liveActions how many live actions are read for a user
   * @param realtime whether embeddings may be computed at the moment of a request
   */
  public ServedAbilities(ReleaseWatch models, int liveActions, boolean realtime) {
    this.models = models;
    this.configured = ServerAbilities.DEFAULT.withLiveActions(liveActions).withRealtime(realtime);
  }

  @Override
  public ServerAbilities get() {
    try (ServedModels served = models.hold()) {
      Set<String> heads =
          served.ranker().stream()
              .flatMap(ranker -> ranker.heads().stream())
              .map(RankerHead::name)
              .collect(Collectors.toUnmodifiableSet());
      return heads.isEmpty() ? configured : configured.withHeads(heads);
    }
  }
}
