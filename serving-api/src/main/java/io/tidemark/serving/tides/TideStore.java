package io.tidemark.serving.tides;

import io.tidemark.serving.pins.PinStore;
import io.tidemark.store.Action;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.UserAsOf;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import io.tidemark.store.UserInterests;
import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What serving reads of HBase. Every read for a request answers at once with a future, which fails
 * if HBase is not there; none throws or waits.
 */
public interface TideStore extends PinStore {
  /** A user's newest embedding of that version, at or before that instant. */
  CompletableFuture<Optional<UserEmbedding>> embedding(
      String userId, String version, Instant atOrBefore);

  /** A user's newest live actions, newest first. */
  CompletableFuture<List<Action>> newestActions(String userId, int limit);

  /** Both sides of a user's interests of that version, the batch's at or before that instant. */
  CompletableFuture<UserInterests> interests(String userId, String version, Instant atOrBefore);

  /** What a user's embedding of that as-of was computed from, empty if that is not kept. */
  CompletableFuture<Optional<UserHistory>> history(String userId, Instant asOf);

  /** How far the embeddings of some users go, drawn evenly from all from a salt on. */
  CompletableFuture<List<UserAsOf>> asOfs(String version, Instant atOrBefore, int salt, int limit);

  /** The watermarks of the stream. */
  CompletableFuture<List<Watermark>> watermarks();

  /** What is published of a model. */
  CompletableFuture<Optional<Release>> published(String model);

  /** All releases of a model, newest made first. */
  CompletableFuture<List<Release>> releases(String model);

  /** All changes of what is published of a model, newest first. */
  CompletableFuture<List<PublishEvent>> history(String model);
}
