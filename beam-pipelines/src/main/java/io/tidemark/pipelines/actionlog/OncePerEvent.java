package io.tidemark.pipelines.actionlog;

import io.tidemark.store.Action;
import java.util.Comparator;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Drops repeats of an event. Should two actions carry one id and differ, the earlier one stays
 * (then the one first in the order of its text), whatever order they come in.
 */
final class OncePerEvent extends PTransform<PCollection<Action>, PCollection<Action>> {
  private static final long serialVersionUID = 1;
  private static final Comparator<Action> FIRST =
      Comparator.comparingLong(Action::occurredAt).thenComparing(Action::toString);

  @Override
  public PCollection<Action> expand(PCollection<Action> actions) {
    return actions
        .apply("ByEvent", WithKeys.of(Action::eventId).withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), ActionCoder.of()))
        .apply("FirstOfEach", Combine.perKey(new First()))
        .apply("Actions", Values.create())
        .setCoder(ActionCoder.of());
  }

  private static final class First implements SerializableBiFunction<Action, Action, Action> {
    private static final long serialVersionUID = 1;

    @Override
    public Action apply(Action one, Action other) {
      return FIRST.compare(one, other) <= 0 ? one : other;
    }
  }
}
