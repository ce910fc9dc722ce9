package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.embedding.HeldOutUser;
import io.tidemark.pipelines.embedding.RowRun;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Users' timelines to their interests, the most important ones of each. Of a few users, beside
 * that, what they were a day earlier: {@link HeldOutUser}.
 */
final class ClusterTimelines extends DoFn<Timeline, InterestProfile> {
  private static final long serialVersionUID = 1;

  /** One profile a user. */
  static final TupleTag<InterestProfile> CLUSTERED = new TupleTag<>("clustered");

  private final Counter clustered = Metrics.counter(ClusterTimelines.class, "users");

  private final PinSource source;
  private final InterestSettings settings;
  private final long asOf;
  private final int mostHeldOut;
  private transient InterestClusters clusters;
  private transient long count;
  private transient int heldOut;

  /**
   * @param source of the pins
   * @param asOf stands on the profiles
   * @param mostHeldOut users of a bundle whose last day is held out, at most
   */
  ClusterTimelines(PinSource source, InterestSettings settings, Instant asOf, int mostHeldOut) {
    this.source = requireNonNull(source, "source is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.asOf = asOf.toEpochMilli();
    this.mostHeldOut = mostHeldOut;
  }

  @Setup
  public void load() {
    clusters =
        new InterestClusters(settings.config(), PinSource.shared(source), settings.positives());
  }

  @StartBundle
  public void start() {
    count = 0;
    heldOut = 0;
  }

  @ProcessElement
  public void cluster(@Element Timeline timeline, MultiOutputReceiver outputs) {
    List<Interest> interests = clusters.interests(timeline.actions(), settings.most());
    clustered.inc();
    count++;
    outputs
        .get(CLUSTERED)
        .output(new InterestProfile(timeline.userId(), interests, Instant.ofEpochMilli(asOf)));
    if (heldOut < mostHeldOut) {
      HeldOutUser.Split.of(timeline, asOf - Duration.ofDays(1).toMillis(), settings.positives())
          .ifPresent(
              split -> {
                heldOut++;
                outputs.get(RowRun.HELD_OUT).output(heldOut(split));
              });
    }
  }

  private HeldOutUser heldOut(HeldOutUser.Split split) {
    return new HeldOutUser(
        split.before().userId(),
        clusters.interests(split.before().actions(), InterestRecall.INTERESTS).stream()
            .map(Interest::vector)
            .toList(),
        split.wanted());
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    context.output(
        RowRun.COUNTED, count, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }
}
