package io.tidemark.pipelines.readout;

import io.tidemark.experiments.readout.ArmCounts;
import io.tidemark.experiments.readout.SumKey;
import io.tidemark.experiments.statistics.MetricMoments;
import io.tidemark.store.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.ApproximateQuantiles;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * From an experiment's requests, one element each, and its users' actions to the lines of {@link
 * SumLines}, in one text: of nobody if nobody was in it.
 */
final class AddUp extends PTransform<PCollectionTuple, PCollection<String>> {
  private static final long serialVersionUID = 1;

  static final TupleTag<Exposure> EXPOSURES = new TupleTag<>() {};
  static final TupleTag<Action> ACTIONS = new TupleTag<>() {};

  private static final TupleTag<KV<String, MetricMoments>> MOMENTS = new TupleTag<>() {};
  private static final TupleTag<KV<String, ArmCounts>> COUNTS = new TupleTag<>() {};
  private static final int THIRDS = 4;

  private final Period period;

  AddUp(Period period) {
    this.period = period;
  }

  @Override
  public PCollection<String> expand(PCollectionTuple input) {
    PCollection<Exposure> exposures = input.get(EXPOSURES);
    PCollectionView<List<Long>> thirds =
        exposures
            .apply("AgesOfEmbeddings", ParDo.of(new AgeFn()))
            .apply("Thirds", ApproximateQuantiles.globally(THIRDS))
            .apply("ThirdsForAll", View.asSingleton());
    PCollection<KV<String, CoGbkResult>> users =
        KeyedPCollectionTuple.of(
                EXPOSURES,
                exposures.apply(
                    "ExposuresByUser",
                    WithKeys.of(Exposure::userId).withKeyType(TypeDescriptors.strings())))
            .and(
                ACTIONS,
                input
                    .get(ACTIONS)
                    .apply(
                        "ActionsByUser",
                        WithKeys.of(Action::userId).withKeyType(TypeDescriptors.strings())))
            .apply("ByUser", CoGroupByKey.create());
    PCollectionTuple rows =
        users.apply(
            "OfEachUser",
            ParDo.of(new UserFn(period, thirds))
                .withSideInputs(thirds)
                .withOutputTags(MOMENTS, TupleTagList.of(COUNTS)));
    PCollection<String> moments =
        rows.get(MOMENTS)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(MetricMoments.class)))
            .apply("AddMoments", Combine.perKey(new AddMoments()))
            .apply(
                "MomentLines",
                MapElements.into(TypeDescriptors.strings())
                    .via(sum -> SumLines.moments(sum.getKey(), sum.getValue())));
    PCollection<String> counts =
        rows.get(COUNTS)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ArmCounts.class)))
            .apply("AddCounts", Combine.perKey(new AddCounts()))
            .apply(
                "CountLines",
                MapElements.into(TypeDescriptors.strings())
                    .via(sum -> SumLines.counts(sum.getKey(), sum.getValue())));
    return PCollectionList.of(moments)
        .and(counts)
        .apply("AllLines", Flatten.pCollections())
        .apply("Together", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("Gather", GroupByKey.create())
        .apply("OneText", ParDo.of(new JoinFn()));
  }

  /** The coder of {@link #EXPOSURES}. */
  static SerializableCoder<Exposure> coder() {
    return SerializableCoder.of(new TypeDescriptor<Exposure>() {});
  }

  private static final class AgeFn extends DoFn<Exposure, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void age(@Element Exposure exposure, OutputReceiver<Long> output) {
      if (exposure.batchAgeSeconds() != null) {
        output.output(exposure.batchAgeSeconds());
      }
    }
  }

  private static final class UserFn
      extends DoFn<KV<String, CoGbkResult>, KV<String, MetricMoments>> {
    private static final long serialVersionUID = 1;

    private final Period period;
    private final PCollectionView<List<Long>> thirds;

    UserFn(Period period, PCollectionView<List<Long>> thirds) {
      this.period = period;
      this.thirds = thirds;
    }

    @ProcessElement
    public void addUp(ProcessContext context) {
      List<Exposure> exposures = new ArrayList<>();
      context.element().getValue().getAll(EXPOSURES).forEach(exposures::add);
      if (exposures.isEmpty()) {
        return;
      }
      List<Action> actions = new ArrayList<>();
      context.element().getValue().getAll(ACTIONS).forEach(actions::add);
      UserOutcome user = new UserOutcome(exposures, actions, period);
      if (user.isOverridden()) {
        context.output(COUNTS, KV.of(SumLines.OVERRIDDEN, user.counts()));
        return;
      }
      if (user.isCrossed()) {
        context.output(COUNTS, KV.of(SumLines.CROSSED, user.counts()));
        return;
      }
      context.output(COUNTS, KV.of(user.arm(), user.counts()));
      user.rows(
          context.sideInput(thirds),
          (SumKey key, UserOutcome.Row row) -> {
            MetricMoments moments = new MetricMoments();
            moments.add(row.above(), row.below(), row.before(), 1);
            context.output(KV.of(SumLines.key(key), moments));
          });
    }
  }

  private static final class AddMoments
      extends Combine.CombineFn<MetricMoments, MetricMoments, MetricMoments> {
    private static final long serialVersionUID = 1;

    @Override
    public MetricMoments createAccumulator() {
      return new MetricMoments();
    }

    @Override
    public MetricMoments addInput(MetricMoments sum, MetricMoments one) {
      return sum.merge(one);
    }

    @Override
    public MetricMoments mergeAccumulators(Iterable<MetricMoments> sums) {
      MetricMoments all = new MetricMoments();
      sums.forEach(all::merge);
      return all;
    }

    @Override
    public MetricMoments extractOutput(MetricMoments sum) {
      return sum;
    }
  }

  private static final class AddCounts extends Combine.BinaryCombineFn<ArmCounts> {
    private static final long serialVersionUID = 1;

    @Override
    public ArmCounts apply(ArmCounts one, ArmCounts other) {
      return one.plus(other);
    }
  }

  private static final class JoinFn extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void join(@Element KV<String, Iterable<String>> lines, OutputReceiver<String> output) {
      List<String> all = new ArrayList<>();
      lines.getValue().forEach(all::add);
      output.output(all.stream().sorted().collect(Collectors.joining("\n")));
    }
  }
}
