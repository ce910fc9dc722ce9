package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What the log says about each pin that anyone acted on. */
final class CountPins
    extends PTransform<PCollection<Timeline>, PCollection<KV<String, PinEvidence>>> {
  private static final long serialVersionUID = 1L;

  private final PositiveActions positives;

  CountPins(PositiveActions positives) {
    this.positives = positives;
  }

  @Override
  public PCollection<KV<String, PinEvidence>> expand(PCollection<Timeline> timelines) {
    SerializableBiFunction<PinEvidence, PinEvidence, PinEvidence> sum = PinEvidence::plus;
    return timelines
        .apply("EvidenceOfActions", ParDo.of(new EvidenceFn(positives)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new PinEvidence.Coder()))
        .apply("SumByPin", Combine.perKey(sum));
  }

  /** What one action says about its pin. */
  static PinEvidence evidence(Action action, PositiveActions positives) {
    return new PinEvidence(
        action.type() == ActionType.HIDE ? 0 : 1,
        positives.includes(action) ? 1 : 0,
        action.occurredAt());
  }

  private static final class EvidenceFn extends DoFn<Timeline, KV<String, PinEvidence>> {
    private static final long serialVersionUID = 1L;

    private final PositiveActions positives;

    EvidenceFn(PositiveActions positives) {
      this.positives = positives;
    }

    @ProcessElement
    public void process(
        @Element Timeline timeline, OutputReceiver<KV<String, PinEvidence>> evidence) {
      for (Action action : timeline.actions()) {
        evidence.output(KV.of(action.pinId(), evidence(action, positives)));
      }
    }
  }
}
