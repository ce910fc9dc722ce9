package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Users' timelines to their interests, the most important ones of each. */
final class ClusterTimelines extends DoFn<Timeline, InterestProfile> {
  private static final long serialVersionUID = 1;

  private final Counter clustered = Metrics.counter(ClusterTimelines.class, "users");

  private final PinSource source;
  private final InterestSettings settings;
  private final long asOf;
  private transient InterestClusters clusters;

  /**
   * @param source of the pins
   * @param asOf stands on the profiles
   */
  ClusterTimelines(PinSource source, InterestSettings settings, Instant asOf) {
    this.source = requireNonNull(source, "source is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.asOf = asOf.toEpochMilli();
  }

  @Setup
  public void load() {
    clusters =
        new InterestClusters(settings.config(), PinSource.shared(source), settings.positives());
  }

  @ProcessElement
  public void cluster(@Element Timeline timeline, OutputReceiver<InterestProfile> profiles) {
    List<Interest> interests = clusters.interests(timeline.actions(), settings.most());
    clustered.inc();
    profiles.output(new InterestProfile(timeline.userId(), interests, Instant.ofEpochMilli(asOf)));
  }
}
