package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PinnerSage's online pass (2007.03634, section 4): a user's last 20 actions since the published
 * release, clustered as the batch clusters. The next batch includes these actions, and what is left
 * of the online pass then no longer counts.
 *
 * @param version of the published release
 * @param pins the version of the pins that it requires
 * @param asOf of the release: what happened before is in it
 */
public record OnlinePass(
    String version, String pins, Instant asOf, PinnerSageConfig config, PositiveActions positives) {
  /** How many of the newest actions are looked at. */
  public static final int ACTIONS = 20;

  public OnlinePass {
    requireNonNull(version, "version is null");
    requireNonNull(pins, "pins is null");
    requireNonNull(asOf, "asOf is null");
    requireNonNull(config, "config is null");
    requireNonNull(positives, "positives is null");
  }

  /**
   * The pass that goes with a release.
   *
   * @return empty if the release does not tell how it was made
   */
  public static Optional<OnlinePass> of(Release release) {
    String pins = release.requires().get(Release.PINS);
    return InterestSettings.of(release)
        .filter(settings -> pins != null)
        .map(
            settings ->
                new OnlinePass(
                    release.version(),
                    pins,
                    release.asOf(),
                    settings.config().withActions(ACTIONS),
                    settings.positives()));
  }

  /** Whether the batch has not seen the action. */
  public boolean concerns(Action action) {
    return action.occurredAt() >= asOf.toEpochMilli();
  }

  /**
   * The actions that the pass looks at, oldest first.
   *
   * @param stored what the live side has of the user
   * @param arrived what has just come, and may not be there yet
   */
  public List<Action> newest(Collection<Action> stored, Collection<Action> arrived) {
    Map<String, Action> byEvent = new LinkedHashMap<>();
    stored.forEach(action -> byEvent.put(action.eventId(), action));
    arrived.forEach(action -> byEvent.put(action.eventId(), action));
    List<Action> since = new ArrayList<>(byEvent.values());
    since.removeIf(action -> !concerns(action));
    since.sort(Action.OLDEST_FIRST);
    return since.subList(Math.max(0, since.size() - ACTIONS), since.size());
  }

  /**
   * Clusters them.
   *
   * @param actions of one user, at least one, oldest first
   * @param known those of their pins that have a vector
   * @return as of the newest action; without an interest if no action is a positive on a known pin
   */
  public InterestProfile cluster(List<Action> actions, Collection<Pin> known) {
    Action newest = actions.get(actions.size() - 1);
    return new InterestProfile(
        newest.userId(),
        known.isEmpty()
            ? List.of()
            : new InterestClusters(config, PinVectors.of(pins, known), positives)
                .interests(actions, ACTIONS),
        Instant.ofEpochMilli(newest.occurredAt()));
  }
}
