package io.tidemark.pipelines.retrieval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * The pins with most positive actions on each surface, and on all of them together ({@value #ALL}),
 * as one text: {@code {"home": ["p1", "p2"], "all": [...]}}, most popular first. What users are
 * shown of whom nothing is known.
 */
final class PopularPins extends PTransform<PCollection<Action>, PCollection<String>> {
  private static final long serialVersionUID = 1;

  /** What stands for every surface. */
  static final String ALL = "all";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PositiveActions positives;
  private final int most;

  /**
   * @param most pins of a surface
   */
  PopularPins(PositiveActions positives, int most) {
    this.positives = positives;
    this.most = most;
  }

  /**
   * The same text with some of the pins only.
   *
   * @param popular as a pipeline of this transform wrote it
   */
  static String only(String popular, Set<String> pins) throws JsonProcessingException {
    Map<String, List<String>> bySurface = JSON.readValue(popular, new TypeReference<>() {});
    bySurface.replaceAll((surface, all) -> all.stream().filter(pins::contains).toList());
    return JSON.writeValueAsString(bySurface);
  }

  /** More actions first; of equally many the smaller id, so that the same log gives one answer. */
  static final class ByCount implements Comparator<KV<String, Long>>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(KV<String, Long> one, KV<String, Long> other) {
      int byCount = Long.compare(one.getValue(), other.getValue());
      return byCount != 0 ? byCount : other.getKey().compareTo(one.getKey());
    }
  }

  @Override
  public PCollection<String> expand(PCollection<Action> actions) {
    KvCoder<String, String> strings = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
    return actions
        .apply("Positives", ParDo.of(new SurfaceAndPin(positives)))
        .setCoder(strings)
        .apply("Count", Count.perElement())
        .setCoder(KvCoder.of(strings, VarLongCoder.of()))
        .apply("BySurface", ParDo.of(new BySurface()))
        .setCoder(
            KvCoder.of(StringUtf8Coder.of(), KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())))
        .apply("Most", Top.perKey(most, new ByCount()))
        .apply("OneKey", WithKeys.of(""))
        .setCoder(
            KvCoder.of(
                StringUtf8Coder.of(),
                KvCoder.of(
                    StringUtf8Coder.of(),
                    ListCoder.of(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())))))
        .apply("AllSurfaces", GroupByKey.create())
        .apply("ToJson", ParDo.of(new ToJson()));
  }

  private static final class SurfaceAndPin extends DoFn<Action, KV<String, String>> {
    private static final long serialVersionUID = 1;

    private final PositiveActions positives;

    SurfaceAndPin(PositiveActions positives) {
      this.positives = positives;
    }

    @ProcessElement
    public void name(@Element Action action, OutputReceiver<KV<String, String>> named) {
      if (positives.includes(action)) {
        named.output(KV.of(action.surface().wireName(), action.pinId()));
        named.output(KV.of(ALL, action.pinId()));
      }
    }
  }

  private static final class BySurface
      extends DoFn<KV<KV<String, String>, Long>, KV<String, KV<String, Long>>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void key(
        @Element KV<KV<String, String>, Long> counted,
        OutputReceiver<KV<String, KV<String, Long>>> bySurface) {
      bySurface.output(
          KV.of(counted.getKey().getKey(), KV.of(counted.getKey().getValue(), counted.getValue())));
    }
  }

  private static final class ToJson
      extends DoFn<KV<String, Iterable<KV<String, List<KV<String, Long>>>>>, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void write(
        @Element KV<String, Iterable<KV<String, List<KV<String, Long>>>>> all,
        OutputReceiver<String> text)
        throws JsonProcessingException {
      Map<String, List<String>> pins = new TreeMap<>();
      all.getValue()
          .forEach(
              surface ->
                  pins.put(surface.getKey(), surface.getValue().stream().map(KV::getKey).toList()));
      text.output(JSON.writeValueAsString(pins));
    }
  }
}
