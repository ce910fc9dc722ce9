package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * How often each pair of pins stands close together in users' timelines: {@code ((first, second),
 * weight)} with {@code first < second}.
 *
 * <p>Two pins that are d steps apart, d up to the window, meet with weight {@code window + 1 - d}:
 * what word2vec's randomly shrunk windows amount to, without the randomness, and in whole numbers,
 * whose sum does not depend on the order in which workers add them. Hides are no steps, and a run
 * of actions on one pin is one step.
 */
final class CountNeighbours
    extends PTransform<PCollection<Timeline>, PCollection<KV<KV<String, String>, Long>>> {
  private static final long serialVersionUID = 1L;

  private final int window;

  CountNeighbours(int window) {
    if (window < 1) {
      throw new IllegalArgumentException("window is " + window + ": it must be 1 or more");
    }
    this.window = window;
  }

  @Override
  public PCollection<KV<KV<String, String>, Long>> expand(PCollection<Timeline> timelines) {
    return timelines
        .apply("MeetingsOfPins", ParDo.of(new MeetingsFn(window)))
        .setCoder(
            KvCoder.of(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()), VarLongCoder.of()))
        .apply("SumByPair", Sum.longsPerKey());
  }

  /**
   * Every meeting of two pins in a timeline.
   *
   * @param meeting takes {@code (first, second)} with {@code first < second}, and the weight
   */
  static void meetings(Timeline timeline, int window, ObjLongConsumer<KV<String, String>> meeting) {
    List<String> steps = steps(timeline);
    for (int step = 0; step < steps.size(); step++) {
      String pin = steps.get(step);
      int end = Math.min(steps.size() - 1, step + window);
      for (int other = step + 1; other <= end; other++) {
        String neighbour = steps.get(other);
        int order = pin.compareTo(neighbour);
        if (order != 0) {
          KV<String, String> pair = order < 0 ? KV.of(pin, neighbour) : KV.of(neighbour, pin);
          meeting.accept(pair, (long) window + 1 - (other - step));
        }
      }
    }
  }

  private static List<String> steps(Timeline timeline) {
    List<String> steps = new ArrayList<>(timeline.actions().size());
    for (Action action : timeline.actions()) {
      boolean repeated = !steps.isEmpty() && steps.get(steps.size() - 1).equals(action.pinId());
      if (action.type() != ActionType.HIDE && !repeated) {
        steps.add(action.pinId());
      }
    }
    return steps;
  }

  private static final class MeetingsFn extends DoFn<Timeline, KV<KV<String, String>, Long>> {
    private static final long serialVersionUID = 1L;

    private final int window;

    MeetingsFn(int window) {
      this.window = window;
    }

    @ProcessElement
    public void process(
        @Element Timeline timeline, OutputReceiver<KV<KV<String, String>, Long>> meetings) {
      meetings(timeline, window, (pair, weight) -> meetings.output(KV.of(pair, weight)));
    }
  }
}
