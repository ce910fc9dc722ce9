package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a run a release: one that is published, or one that says why it is not.
 *
 * @param <T> the row
 */
public final class PublishRun<T> {
  /** The check that names the snapshot of {@code user_sequences} that a release was made of. */
  public static final String SEQUENCES = "sequences";

  /** The check that tells how many users have a sequence. */
  static final String USERS = "users";

  private final StoreConnection connection;
  private final Releases releases;
  private final UserRows<T> kind;
  private final Target target;

  /**
   * What the release is to be.
   *
   * @param model of {@link Release#model}
   * @param job that makes it, for the history
   * @param requires versions of other models
   */
  public record Target(
      String model,
      String job,
      String version,
      Instant asOf,
      Optional<String> artifact,
      Map<String, String> requires) {}

  public PublishRun(StoreConnection connection, UserRows<T> kind, Target target) {
    this.connection = requireNonNull(connection, "connection is null");
    this.releases = new Releases(connection);
    this.kind = requireNonNull(kind, "kind is null");
    this.target = requireNonNull(target, "target is null");
  }

  /**
   * Keeps a run that must not be served with the reason.
   *
   * @return what to tell: nothing of the run is in HBase and the old release stays
   */
  public JobFailedException refuse(long rows, Map<String, String> checks, List<String> failures) {
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
   * @throws JobFailedException if HBase does not give a row back
   */
  public Release publish(RowChecks rows, Map<String, String> checks, boolean publish) {
    Map<String, String> all = new TreeMap<>(checks);
    all.put("hbase_read_back", readBack(rows));
    Release release = release(rows.rows(), all);
    releases.add(release);
    if (publish) {
      releases.publish(
          target.model(),
          release.id(),
          "%s as of %s, checks passed".formatted(target.job(), target.asOf()));
    }
    return release;
  }

  private String readBack(RowChecks rows) {
    Map<String, T> stored = kind.read(connection, rows.sample(), target.version(), target.asOf());
    for (String user : rows.sample()) {
      if (!stored.containsKey(user) || !kind.asOf(stored.get(user)).equals(target.asOf())) {
        throw new JobFailedException(
            "HBase does not give the %s of user %s back: nothing was published, the old release stays"
                .formatted(kind.words().rows(), user));
      }
    }
    return rows.sample().size() + " found";
  }

  /**
   * The as-of names a release, and a run that repeats another is that one; what was published with
   * another outcome keeps its name, and the new one is numbered.
   */
  private Release release(long rows, Map<String, String> checks) {
    Set<String> everPublished =
        releases.history(target.model()).stream()
            .map(PublishEvent::releaseId)
            .collect(Collectors.toSet());
    for (int run = 1; ; run++) {
      String id = target.asOf() + (run == 1 ? "" : "#" + run);
      Optional<Release> earlier = releases.get(target.model(), id);
      if (earlier.isEmpty() || !everPublished.contains(id)) {
        return new Release(
            target.model(),
            id,
            target.version(),
            target.asOf(),
            target.artifact(),
            rows,
            target.requires(),
            checks,
            Clock.systemUTC().instant());
      }
      if (isSame(earlier.get(), rows, checks)) {
        return earlier.get();
      }
    }
  }

  private boolean isSame(Release earlier, long rows, Map<String, String> checks) {
    return earlier.version().equals(target.version())
        && earlier.rows() == rows
        && Optional.ofNullable(earlier.checks().get(SEQUENCES))
            .equals(Optional.ofNullable(checks.get(SEQUENCES)))
        && !checks.containsKey(Release.FAILED);
  }
}
