package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pinnerformer.UserInput;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Users' timelines to their embeddings, in batches of like length. Of a few users, beside that,
 * what the model would have said a day earlier: {@link HeldOutUser}.
 */
final class EmbedTimelines extends DoFn<Timeline, UserEmbedding> {
  private static final long serialVersionUID = 1;

  /** One vector a user. */
  static final TupleTag<UserEmbedding> EMBEDDED = new TupleTag<>("embedded");

  private final Model model;
  private final long asOf;
  private final int mostHeldOut;
  private final PositiveActions positives;
  private transient LoadedModel loaded;
  private transient long count;
  private transient int heldOut;
  private transient LengthBuckets<UserInput> waiting;
  private transient LengthBuckets<HeldOutInput> waitingHeldOut;

  /** A user without the last day, and what they wanted on it. */
  private record HeldOutInput(UserInput before, List<String> wanted) {}

  /**
   * Which model, and how it is run.
   *
   * @param folder URI or path
   * @param threads of one operator
   */
  record Model(String folder, Warehouse warehouse, int threads) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param asOf stands on the embeddings
   * @param mostHeldOut users of a bundle whose last day is held out, at most
   * @param positives what such a user wanted
   */
  EmbedTimelines(Model model, Instant asOf, int mostHeldOut, PositiveActions positives) {
    this.model = requireNonNull(model, "model is null");
    this.asOf = asOf.toEpochMilli();
    this.mostHeldOut = mostHeldOut;
    this.positives = requireNonNull(positives, "positives is null");
  }

  @Setup
  public void load() throws IOException {
    loaded = LoadedModel.borrow(model.folder(), model.warehouse(), model.threads());
  }

  @StartBundle
  public void start() {
    count = 0;
    heldOut = 0;
    waiting = new LengthBuckets<>(PinnerFormerModel.ROWS_AT_ONCE);
    waitingHeldOut = new LengthBuckets<>(PinnerFormerModel.ROWS_AT_ONCE);
  }

  @ProcessElement
  public void add(@Element Timeline timeline, MultiOutputReceiver outputs) {
    count++;
    UserInput input = loaded.model().input(timeline, loaded.pins());
    waiting
        .add(input, input.length())
        .ifPresent(batch -> embed(batch, outputs.get(EMBEDDED)::output));
    if (heldOut < mostHeldOut) {
      HeldOutUser.Split.of(timeline, asOf - Duration.ofDays(1).toMillis(), positives)
          .ifPresent(split -> holdOut(split, outputs.get(RowRun.HELD_OUT)));
    }
  }

  private void holdOut(HeldOutUser.Split split, OutputReceiver<HeldOutUser> embedded) {
    heldOut++;
    UserInput input = loaded.model().input(split.before(), loaded.pins());
    waitingHeldOut
        .add(new HeldOutInput(input, split.wanted()), input.length())
        .ifPresent(batch -> embedHeldOut(batch, embedded::output));
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    context.output(
        RowRun.COUNTED, count, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    for (List<UserInput> batch : waiting.drain()) {
      embed(
          batch,
          embedding ->
              context.output(
                  EMBEDDED,
                  embedding,
                  GlobalWindow.INSTANCE.maxTimestamp(),
                  GlobalWindow.INSTANCE));
    }
    for (List<HeldOutInput> batch : waitingHeldOut.drain()) {
      embedHeldOut(
          batch,
          user ->
              context.output(
                  RowRun.HELD_OUT,
                  user,
                  GlobalWindow.INSTANCE.maxTimestamp(),
                  GlobalWindow.INSTANCE));
    }
  }

  private void embed(List<UserInput> batch, Consumer<UserEmbedding> embedded) {
    Instant instant = Instant.ofEpochMilli(asOf);
    float[][] vectors = loaded.model().embed(batch, loaded.pins());
    for (int i = 0; i < vectors.length; i++) {
      embedded.accept(new UserEmbedding(batch.get(i).userId(), vectors[i], instant));
    }
  }

  private void embedHeldOut(List<HeldOutInput> batch, Consumer<HeldOutUser> embedded) {
    float[][] vectors =
        loaded.model().embed(batch.stream().map(HeldOutInput::before).toList(), loaded.pins());
    for (int i = 0; i < vectors.length; i++) {
      embedded.accept(
          new HeldOutUser(
              batch.get(i).before().userId(), List.of(vectors[i]), batch.get(i).wanted()));
    }
  }

  @Teardown
  public void close() {
    if (loaded != null) {
      loaded.close();
      loaded = null;
    }
  }
}
