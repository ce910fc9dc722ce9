package io.tidemark.pipelines.timeline;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * One {@link Timeline} a user: all of their actions, or the newest few, which also bounds what a
 * worker holds of a user with very many.
 */
public final class BuildTimelines extends PTransform<PCollection<Action>, PCollection<Timeline>> {
  private static final long serialVersionUID = 1;

  private final int newest;

  private BuildTimelines(int newest) {
    this.newest = newest;
  }

  /** Whole timelines. */
  public static BuildTimelines whole() {
    return new BuildTimelines(Integer.MAX_VALUE);
  }

  /**
   * The newest actions of each user only, still oldest first.
   *
   * @param actions how many a user, at least 1
   */
  public static BuildTimelines newest(int actions) {
    if (actions < 1) {
      throw new IllegalArgumentException("a timeline keeps at least 1 action, not " + actions);
    }
    return new BuildTimelines(actions);
  }

  @Override
  public PCollection<Timeline> expand(PCollection<Action> actions) {
    PCollection<KV<String, Action>> byUser =
        actions
            .apply("ByUser", WithKeys.of(Action::userId).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), ActionCoder.of()));
    PCollection<Timeline> timelines =
        newest == Integer.MAX_VALUE
            ? byUser
                .apply("GroupByUser", GroupByKey.create())
                .apply(
                    "InOrder",
                    MapElements.into(TypeDescriptor.of(Timeline.class))
                        .via(user -> inOrder(user.getKey(), user.getValue())))
            : byUser
                .apply("NewestOfUser", Top.perKey(newest, new OldestFirst()))
                .apply(
                    "InOrder",
                    MapElements.into(TypeDescriptor.of(Timeline.class))
                        .via(user -> inOrder(user.getKey(), user.getValue())));
    return timelines.setCoder(TimelineCoder.of());
  }

  private static Timeline inOrder(String userId, Iterable<Action> actions) {
    List<Action> ordered = new ArrayList<>();
    actions.forEach(ordered::add);
    ordered.sort(Action.OLDEST_FIRST);
    return new Timeline(userId, ordered);
  }

  private static final class OldestFirst implements Comparator<Action>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Action one, Action other) {
      return Action.OLDEST_FIRST.compare(one, other);
    }
  }
}
