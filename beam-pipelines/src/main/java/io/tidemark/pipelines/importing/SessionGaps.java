package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.pipelines.importing.DatasetDescriptor.DurationRule;
import io.tidemark.store.Action;
import io.tidemark.store.ActionRules;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gives actions the time to the next event of their session as their duration: a stand-in where
 * nobody measured dwell. The last event of a session, and one whose gap is longer than a duration
 * may be, stays unknown.
 */
final class SessionGaps extends PTransform<PCollection<KV<String, Action>>, PCollection<Action>> {
  private static final long serialVersionUID = 1;

  private final DurationRule rule;

  SessionGaps(DurationRule rule) {
    this.rule = rule;
  }

  @Override
  public PCollection<Action> expand(PCollection<KV<String, Action>> bySession) {
    return bySession
        .apply("GroupBySession", GroupByKey.create())
        .apply("GapToTheNext", ParDo.of(new Gap(rule)))
        .setCoder(ActionCoder.of());
  }

  /** The actions of one session, oldest first, with their durations. */
  static List<Action> withGaps(Iterable<Action> session, DurationRule rule) {
    List<Action> actions = new ArrayList<>();
    session.forEach(actions::add);
    actions.sort(Action.OLDEST_FIRST);
    for (int i = 0; i < actions.size() - 1; i++) {
      Action action = actions.get(i);
      long gap = actions.get(i + 1).occurredAt() - action.occurredAt();
      if (rule.appliesTo(action.type()) && gap <= ActionRules.MAX_DURATION_MILLIS) {
        actions.set(i, withDuration(action, gap));
      }
    }
    return actions;
  }

  private static Action withDuration(Action action, long durationMillis) {
    return new Action(
        action.eventId(),
        action.userId(),
        action.pinId(),
        action.type(),
        action.surface(),
        action.occurredAt(),
        durationMillis,
        action.requestId());
  }

  private static final class Gap extends DoFn<KV<String, Iterable<Action>>, Action> {
    private static final long serialVersionUID = 1;
    private final DurationRule rule;

    Gap(DurationRule rule) {
      this.rule = rule;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<Action>> session, OutputReceiver<Action> out) {
      withGaps(session.getValue(), rule).forEach(out::output);
    }
  }
}
