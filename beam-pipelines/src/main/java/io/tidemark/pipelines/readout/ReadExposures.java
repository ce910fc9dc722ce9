package io.tidemark.pipelines.readout;

import io.tidemark.store.Impression;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** From shown pins to the requests of an experiment, each once, with how many pins it had. */
final class ReadExposures extends PTransform<PCollection<Impression>, PCollection<Exposure>> {
  private static final long serialVersionUID = 1;

  private final String layer;
  private final String experiment;

  ReadExposures(String layer, String experiment) {
    this.layer = layer;
    this.experiment = experiment;
  }

  @Override
  public PCollection<Exposure> expand(PCollection<Impression> impressions) {
    return impressions
        .apply("InTheExperiment", ParDo.of(new ExposureFn(layer, experiment)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), AddUp.coder()))
        .apply("OneARequest", Combine.perKey(new AddPins()))
        .apply("Requests", Values.create())
        .setCoder(AddUp.coder());
  }

  private static final class ExposureFn extends DoFn<Impression, KV<String, Exposure>> {
    private static final long serialVersionUID = 1;

    private final String layer;
    private final String experiment;

    ExposureFn(String layer, String experiment) {
      this.layer = layer;
      this.experiment = experiment;
    }

    @ProcessElement
    public void exposure(
        @Element Impression impression, OutputReceiver<KV<String, Exposure>> output) {
      Exposure.of(impression, layer, experiment)
          .ifPresent(exposure -> output.output(KV.of(exposure.requestId(), exposure)));
    }
  }

  private static final class AddPins extends Combine.BinaryCombineFn<Exposure> {
    private static final long serialVersionUID = 1;

    @Override
    public Exposure apply(Exposure one, Exposure other) {
      return one.with(other);
    }
  }
}
