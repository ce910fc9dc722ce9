package io.tidemark.serving.realtime;

import io.tidemark.store.Action;
import io.tidemark.store.PastAction;
import io.tidemark.store.UserHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A user's actions of both sides, as the daily job would see them if it ran now. Pure.
 *
 * <p>An event is known by its time and the hash of its id, so one that both sides have counts once,
 * and one that happened before the as-of but came after the job is noticed.
 *
 * @param actions the newest of them, oldest first
 * @param newer how many of all came after the as-of
 * @param late how many of all happened before the as-of, and the batch side has not
 */
public record MergedHistory(List<Entry> actions, int newer, int late) {
  private static final Comparator<Entry> OLDEST_FIRST =
      Comparator.comparingLong(entry -> entry.action().occurredAt());

  /**
   * One action.
   *
   * @param inBatch whether the embedding was computed from it
   */
  public record Entry(PastAction action, boolean inBatch) {}

  private record Event(long occurredAt, long hash) {
    static Event of(PastAction action) {
      return new Event(action.occurredAt(), action.eventHash());
    }
  }

  public MergedHistory {
    actions = List.copyOf(actions);
  }

  /**
   * Merges both sides.
   *
   * @param batch what the embedding was computed from
   * @param live the live actions, in any order
   * @param longest how many actions are kept, the newest ones
   */
  public static MergedHistory of(UserHistory batch, List<Action> live, int longest) {
    Set<Event> known = new HashSet<>();
    List<Entry> all = new ArrayList<>();
    for (PastAction action : batch.actions()) {
      known.add(Event.of(action));
      all.add(new Entry(action, true));
    }
    // Before this the batch side had more than it tells, so what is not there may still be in it.
    long from =
        batch.whole() || batch.actions().isEmpty()
            ? Long.MIN_VALUE
            : batch.actions().get(0).occurredAt();
    int newer = 0;
    int late = 0;
    for (Action action : live.stream().sorted(Action.OLDEST_FIRST).toList()) {
      PastAction past = PastAction.of(action);
      if (past.occurredAt() < from || !known.add(Event.of(past))) {
        continue;
      }
      all.add(new Entry(past, false));
      if (past.occurredAt() > batch.asOf().toEpochMilli()) {
        newer++;
      } else {
        late++;
      }
    }
    all.sort(OLDEST_FIRST);
    return new MergedHistory(
        all.subList(Math.max(0, all.size() - longest), all.size()), newer, late);
  }

  /** What the model looks at. */
  public List<PastAction> past() {
    return actions.stream().map(Entry::action).toList();
  }
}
