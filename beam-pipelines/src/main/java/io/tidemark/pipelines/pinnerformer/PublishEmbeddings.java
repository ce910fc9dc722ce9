package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbeddings;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks what a run wrote, makes it a release and publishes it. */
final class PublishEmbeddings {
  private final StoreConnection connection;
  private final Releases releases;
  private final ModelCard card;
  private final String folder;
  private final Instant asOf;

  /**
   * @param card of the model that made the embeddings
   * @param folder of that model
   */
  PublishEmbeddings(StoreConnection connection, ModelCard card, String folder, Instant asOf) {
    this.connection = requireNonNull(connection, "connection is null");
    this.releases = new Releases(connection);
    this.card = requireNonNull(card, "card is null");
    this.folder = requireNonNull(folder, "folder is null");
    this.asOf = requireNonNull(asOf, "asOf is null");
  }

  /**
   * Users that are left out keep a vector of the published model, so another model needs a full
   * run.
   *
   * @throws JobFailedException if another model, or none, is published
   */
  void requireSameModel() {
    Optional<String> published = releases.published(Release.PINNERFORMER).map(Release::version);
    if (!published.equals(Optional.of(card.version()))) {
      throw new JobFailedException(
          "--activeSince leaves users with vectors of %s, which %s cannot be mixed with: run without it"
              .formatted(published.orElse("no model"), card.version()));
    }
  }

  /**
   * Checks, adds the release and, if asked for, publishes it.
   *
   * @param minimumShare of the published release's rows that must have been written
   * @throws JobFailedException if a check fails
   */
  Release publish(EmbeddingChecks embeddings, double minimumShare, boolean publish) {
    long before = releases.published(Release.PINNERFORMER).map(Release::rows).orElse(0L);
    long leastRows = Math.max(minimumShare > 0 ? 1 : 0, (long) Math.ceil(before * minimumShare));
    Map<String, String> checks = new TreeMap<>(embeddings.require(leastRows));
    checks.put("hbase_read_back", readBack(embeddings));
    Release release = release(embeddings.rows(), checks);
    releases.add(release);
    if (publish) {
      releases.publish(
          Release.PINNERFORMER, release.id(), "EmbedUsers as of " + asOf + ", checks passed");
    }
    return release;
  }

  private String readBack(EmbeddingChecks embeddings) {
    var stored = new UserEmbeddings(connection).read(embeddings.sample(), card.version(), asOf);
    for (String user : embeddings.sample()) {
      if (!stored.containsKey(user) || !stored.get(user).asOf().equals(asOf)) {
        throw new JobFailedException(
            "HBase does not give the embedding of user %s back: nothing was published, the old release stays"
                .formatted(user));
      }
    }
    return embeddings.sample().size() + " found";
  }

  /**
   * The as-of names a release, and a run that repeats another is that one; a run of another model
   * or over other users is numbered.
   */
  private Release release(long rows, Map<String, String> checks) {
    for (int run = 1; ; run++) {
      String id = run == 1 ? asOf.toString() : asOf + "#" + run;
      Optional<Release> earlier = releases.get(Release.PINNERFORMER, id);
      if (earlier.isEmpty()) {
        return new Release(
            Release.PINNERFORMER,
            id,
            card.version(),
            asOf,
            Optional.of(folder),
            rows,
            card.requires(),
            checks,
            Clock.systemUTC().instant());
      }
      if (earlier.get().version().equals(card.version()) && earlier.get().rows() == rows) {
        return earlier.get();
      }
    }
  }
}
