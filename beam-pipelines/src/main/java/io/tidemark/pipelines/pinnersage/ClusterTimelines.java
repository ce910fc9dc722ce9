package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.embedding.HeldOutUser;
import io.tidemark.pipelines.embedding.RowRun;
import io.tidemark.pipelines.embedding.RowStage;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import java.io.IOException;
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

  /** The profiles of users that are compared with those that are served now. */
  static final TupleTag<InterestProfile> COMPARED = new TupleTag<>("compared");

  private final Counter clustered = Metrics.counter(ClusterTimelines.class, "users");

  private final PinSource source;
  private final InterestSettings settings;
  private final long asOf;
  private final int mostHeldOut;
  private final RowStage<InterestProfile> stage;
  private transient InterestClusters clusters;
  private transient long count;
  private transient int heldOut;

  /**
   * @param source of the pins
   * @param asOf stands on the profiles
   * @param mostHeldOut users of a bundle whose last day is held out, at most
   * @param stage where the profiles go
   */
  ClusterTimelines(
      PinSource source,
      InterestSettings settings,
      Instant asOf,
      int mostHeldOut,
      RowStage<InterestProfile> stage) {
    this.source = requireNonNull(source, "source is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.asOf = asOf.toEpochMilli();
    this.mostHeldOut = mostHeldOut;
    this.stage = requireNonNull(stage, "stage is null");
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
    stage.start();
  }

  @ProcessElement
  public void cluster(@Element Timeline timeline, MultiOutputReceiver outputs) throws IOException {
    List<Interest> interests = clusters.interests(timeline.actions(), settings.most());
    clustered.inc();
    count++;
    stage.add(
        new InterestProfile(timeline.userId(), interests, Instant.ofEpochMilli(asOf)),
        outputs.get(COMPARED)::output);
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
  public void finish(FinishBundleContext context) throws IOException {
    context.output(
        RowRun.CHECKS, stage.finish(), GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    context.output(
        RowRun.COUNTED, count, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }
}
