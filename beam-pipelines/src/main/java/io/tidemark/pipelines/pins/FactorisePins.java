package io.tidemark.pipelines.pins;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the counts of neighbours into a file of the table {@code pins}: {@link PinFactorisation} on
 * one worker, which holds all counts (about 200 bytes a pair) and the vectors. Answers how many
 * pins have a vector; nothing, and no file, if no two pins ever met.
 */
final class FactorisePins
    extends PTransform<PCollection<KV<KV<String, String>, Long>>, PCollection<Integer>> {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(FactorisePins.class);

  private final PCollectionView<Map<String, PinEvidence>> evidence;
  private final FactorisationConfig config;
  private final long minimumActions;
  private final String file;

  FactorisePins(
      PCollectionView<Map<String, PinEvidence>> evidence,
      FactorisationConfig config,
      long minimumActions,
      String file) {
    this.evidence = evidence;
    this.config = config;
    this.minimumActions = minimumActions;
    this.file = file;
  }

  @Override
  public PCollection<Integer> expand(PCollection<KV<KV<String, String>, Long>> counts) {
    return counts
        .apply("ToOneWorker", WithKeys.of(""))
        .setCoder(
            KvCoder.of(
                StringUtf8Coder.of(),
                KvCoder.of(
                    KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()), VarLongCoder.of())))
        .apply("AllCounts", GroupByKey.create())
        .apply(
            "Factorise",
            ParDo.of(new FactoriseFn(evidence, config, minimumActions, file))
                .withSideInputs(evidence))
        .setCoder(VarIntCoder.of());
  }

  private static final class FactoriseFn
      extends DoFn<KV<String, Iterable<KV<KV<String, String>, Long>>>, Integer> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<String, PinEvidence>> evidence;
    private final FactorisationConfig config;
    private final long minimumActions;
    private final String file;

    FactoriseFn(
        PCollectionView<Map<String, PinEvidence>> evidence,
        FactorisationConfig config,
        long minimumActions,
        String file) {
      this.evidence = evidence;
      this.config = config;
      this.minimumActions = minimumActions;
      this.file = file;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      List<NeighbourCount> counts = new ArrayList<>();
      for (KV<KV<String, String>, Long> count : context.element().getValue()) {
        KV<String, String> pair = count.getKey();
        counts.add(new NeighbourCount(pair.getKey(), pair.getValue(), count.getValue()));
      }
      Map<String, PinEvidence> pins = context.sideInput(evidence);
      log.info("Factorising {} pairs of {} pins", counts.size(), pins.size());
      List<BuiltPin> built = new PinFactorisation(config, minimumActions).factorise(pins, counts);
      log.info("{} of {} pins have a vector", built.size(), pins.size());
      if (!built.isEmpty()) {
        PinFiles.write(file, built);
        context.output(built.size());
      }
    }
  }
}
