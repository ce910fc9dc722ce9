package io.tidemark.serving.realtime;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.realtime.RealtimeEmbedding.Computed;
import io.tidemark.serving.realtime.RealtimeEmbedding.Status;
import io.tidemark.store.PastAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an answer says of the embedding that was to be computed at the moment of its request. Null
 * is unknown.
 *
 * @param status whether it ranked, else why the batch's did
 * @param actions how many actions the model looked at
 * @param newer actions that came after the batch's as-of
 * @param late actions that happened before it and came too late for the batch
 * @param newestActionAt when the newest of them happened
 */
@Schema(
    description =
        "the embedding that an arm of an experiment asks for at the moment of the request; null is"
            + " unknown")
public record RealtimeAnswer(
    @Schema(description = "computed, or why the batch's embedding ranked instead") Status status,
    @Schema(nullable = true, description = "how many actions the model looked at") Integer actions,
    @Schema(nullable = true, description = "actions after the batch's as_of") Integer newer,
    @Schema(nullable = true, description = "actions before as_of that came too late for the batch")
        Integer late,
    @Schema(nullable = true, description = "when the newest action happened")
        Instant newestActionAt) {

  /** What is said of an embedding. */
  public static RealtimeAnswer of(RealtimeEmbedding embedding) {
    Optional<Computed> computed = embedding.computed();
    if (computed.isEmpty()) {
      return new RealtimeAnswer(embedding.status(), null, null, null, null);
    }
    List<PastAction> actions = computed.get().actions();
    return new RealtimeAnswer(
        embedding.status(),
        actions.size(),
        computed.get().history().newer(),
        computed.get().history().late(),
        Instant.ofEpochMilli(actions.get(actions.size() - 1).occurredAt()));
  }
}
