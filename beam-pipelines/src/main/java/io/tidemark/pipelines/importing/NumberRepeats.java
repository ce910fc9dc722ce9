package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Tells rows that share a key apart: the second is {@code key#2}, the third {@code key#3}. Their
 * order is that of what they say, never that of the file, so the same rows have the same ids in
 * whatever order they come (rows that say the same can be swapped and nobody sees it).
 */
final class NumberRepeats
    extends PTransform<PCollection<KV<String, Action>>, PCollection<KV<String, Action>>> {
  private static final long serialVersionUID = 1;
  private static final Comparator<KV<String, Action>> BY_CONTENT =
      Comparator.<KV<String, Action>>comparingLong(row -> row.getValue().occurredAt())
          .thenComparing(row -> row.getValue().userId())
          .thenComparing(row -> row.getValue().pinId())
          .thenComparing(row -> row.getValue().type())
          .thenComparing(row -> row.getValue().surface())
          .thenComparingLong(row -> row.getValue().durationMillis())
          .thenComparing(KV::getKey);

  @Override
  public PCollection<KV<String, Action>> expand(PCollection<KV<String, Action>> rows) {
    KvCoder<String, Action> coder = KvCoder.of(StringUtf8Coder.of(), ActionCoder.of());
    return rows.apply(
            "ByKey",
            WithKeys.of((KV<String, Action> row) -> row.getValue().eventId())
                .withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), coder))
        .apply("GroupByKey", GroupByKey.create())
        .apply("Number", ParDo.of(new NumberRows()))
        .setCoder(coder);
  }

  /** The rows of one key with ids of their own. */
  static List<KV<String, Action>> number(Iterable<KV<String, Action>> sameKey) {
    List<KV<String, Action>> rows = new ArrayList<>();
    sameKey.forEach(rows::add);
    rows.sort(BY_CONTENT);
    for (int i = 1; i < rows.size(); i++) {
      KV<String, Action> row = rows.get(i);
      rows.set(i, KV.of(row.getKey(), withEventId(row.getValue(), "#" + (i + 1))));
    }
    return rows;
  }

  private static Action withEventId(Action action, String ordinal) {
    return new Action(
        action.eventId() + ordinal,
        action.userId(),
        action.pinId(),
        action.type(),
        action.surface(),
        action.occurredAt(),
        action.durationMillis(),
        action.requestId());
  }

  private static final class NumberRows
      extends DoFn<KV<String, Iterable<KV<String, Action>>>, KV<String, Action>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<KV<String, Action>>> sameKey,
        OutputReceiver<KV<String, Action>> out) {
      number(sameKey.getValue()).forEach(out::output);
    }
  }
}
