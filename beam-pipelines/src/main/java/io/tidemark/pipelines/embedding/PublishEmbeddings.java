package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbeddings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes a run a release: one that is published, or one that says why it is not. */
final class PublishEmbeddings {
  /** The check that names the snapshot of {@code user_sequences} that a release was made of. */
  static final String SEQUENCES = "sequences";

  /** The check that tells how many users have a sequence. */
  static final String USERS = "users";

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
   * Keeps a run that must not be served with the reason.
   *
   * @return what to tell: nothing of the run is in HBase and the old release stays
   */
  JobFailedException refuse(long rows, Map<String, String> checks, List<String> failures) {
    String reason = String.join("; ", failures);
    Map<String, String> all = new TreeMap<>(checks);
    all.put(Release.FAILED, reason);
    Release release = release(rows, all);
    releases.add(release);
    return new JobFailedException(
        "%s: nothing was published, the old release stays; see release %s"
            .formatted(reason, release.id()));
  }

  /**
   * Reads a sample back, adds the release and, if asked for, publishes it.
   *
   * @throws JobFailedException if HBase does not give a vector back
   */
  Release publish(EmbeddingChecks embeddings, Map<String, String> checks, boolean publish) {
    Map<String, String> all = new TreeMap<>(checks);
    all.put("hbase_read_back", readBack(embeddings));
    Release release = release(embeddings.rows(), all);
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
   * The as-of names a release, and a run that repeats another is that one; what was published with
   * another outcome keeps its name, and the new one is numbered.
   */
  private Release release(long rows, Map<String, String> checks) {
    Set<String> everPublished =
        releases.history(Release.PINNERFORMER).stream()
            .map(PublishEvent::releaseId)
            .collect(Collectors.toSet());
    for (int run = 1; ; run++) {
      String id = run == 1 ? asOf.toString() : asOf + "#" + run;
      Optional<Release> earlier = releases.get(Release.PINNERFORMER, id);
      if (earlier.isEmpty() || !everPublished.contains(id)) {
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
      if (isSame(earlier.get(), rows, checks)) {
        return earlier.get();
      }
    }
  }

  private boolean isSame(Release earlier, long rows, Map<String, String> checks) {
    return earlier.version().equals(card.version())
        && earlier.rows() == rows
        && Optional.ofNullable(earlier.checks().get(SEQUENCES))
            .equals(Optional.ofNullable(checks.get(SEQUENCES)))
        && !checks.containsKey(Release.FAILED);
  }
}
