package io.tidemark.serving.tides;

import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What serving reads of HBase. Every read answers at once with a future, which fails if HBase is
 * not there; nothing here throws or waits.
 */
public interface TideStore {
  /** A user's newest embedding of that version, at or before that instant. */
  CompletableFuture<Optional<UserEmbedding>> embedding(
      String userId, String version, Instant atOrBefore);

  /** A user's newest live actions, newest first. */
  CompletableFuture<List<Action>> newestActions(String userId, int limit);

  /** Pins of that version, by id; those it does not know are left out. */
  CompletableFuture<Map<String, Pin>> pins(Collection<String> pinIds, String version);

  /** The watermarks of the stream. */
  CompletableFuture<List<Watermark>> watermarks();

  /** What is published of a model. */
  CompletableFuture<Optional<Release>> published(String model);

  /** All releases of a model, newest made first. */
  CompletableFuture<List<Release>> releases(String model);

  /** All changes of what is published of a model, newest first. */
  CompletableFuture<List<PublishEvent>> history(String model);
}
