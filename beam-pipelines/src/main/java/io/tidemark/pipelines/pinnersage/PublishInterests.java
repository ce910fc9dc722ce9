package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.InterestProfiles;
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

/** Makes a run a release: one that is published, or one that says why it is not. */
final class PublishInterests {
  /** The check that names the snapshot of {@code user_sequences} that a release was made of. */
  static final String SEQUENCES = "sequences";

  /** The check that tells how many users have a sequence. */
  static final String USERS = "users";

  private final StoreConnection connection;
  private final Releases releases;
  private final String version;
  private final String pins;
  private final Instant asOf;

  /**
   * @param version of the interests
   * @param pins the version of the pins that they are made of
   */
  PublishInterests(StoreConnection connection, String version, String pins, Instant asOf) {
    this.connection = requireNonNull(connection, "connection is null");
    this.releases = new Releases(connection);
    this.version = requireNonNull(version, "version is null");
    this.pins = requireNonNull(pins, "pins is null");
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
   * @throws JobFailedException if HBase does not give a profile back
   */
  Release publish(ProfileChecks profiles, Map<String, String> checks, boolean publish) {
    Map<String, String> all = new TreeMap<>(checks);
    all.put("hbase_read_back", readBack(profiles));
    Release release = release(profiles.rows(), all);
    releases.add(release);
    if (publish) {
      releases.publish(
          Release.PINNERSAGE, release.id(), "ClusterUsers as of " + asOf + ", checks passed");
    }
    return release;
  }

  private String readBack(ProfileChecks profiles) {
    var stored = new InterestProfiles(connection).read(profiles.sample(), version, asOf);
    for (String user : profiles.sample()) {
      if (!stored.containsKey(user) || !stored.get(user).asOf().equals(asOf)) {
        throw new JobFailedException(
            "HBase does not give the interests of user %s back: nothing was published, the old release stays"
                .formatted(user));
      }
    }
    return profiles.sample().size() + " found";
  }

  /**
   * The as-of names a release, and a run that repeats another is that one; what was published with
   * another outcome keeps its name, and the new one is numbered.
   */
  private Release release(long rows, Map<String, String> checks) {
    Set<String> everPublished =
        releases.history(Release.PINNERSAGE).stream()
            .map(PublishEvent::releaseId)
            .collect(Collectors.toSet());
    for (int run = 1; ; run++) {
      String id = run == 1 ? asOf.toString() : asOf + "#" + run;
      Optional<Release> earlier = releases.get(Release.PINNERSAGE, id);
      if (earlier.isEmpty() || !everPublished.contains(id)) {
        return new Release(
            Release.PINNERSAGE,
            id,
            version,
            asOf,
            Optional.empty(),
            rows,
            Map.of(Release.PINS, pins),
            checks,
            Clock.systemUTC().instant());
      }
      if (isSame(earlier.get(), rows, checks)) {
        return earlier.get();
      }
    }
  }

  private boolean isSame(Release earlier, long rows, Map<String, String> checks) {
    return earlier.version().equals(version)
        && earlier.rows() == rows
        && Optional.ofNullable(earlier.checks().get(SEQUENCES))
            .equals(Optional.ofNullable(checks.get(SEQUENCES)))
        && !checks.containsKey(Release.FAILED);
  }
}
