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
import java.util.Optional;
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

  /** The vectors of users that are compared with those that are served now. */
  static final TupleTag<UserEmbedding> COMPARED = new TupleTag<>("compared");

  private final Model model;
  private final long asOf;
  private final int mostHeldOut;
  private final PositiveActions positives;
  private final RowStage<UserEmbedding> stage;
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
   * @param stage where the embeddings go
   */
  EmbedTimelines(
      Model model,
      Instant asOf,
      int mostHeldOut,
      PositiveActions positives,
      RowStage<UserEmbedding> stage) {
    this.model = requireNonNull(model, "model is null");
    this.asOf = asOf.toEpochMilli();
    this.mostHeldOut = mostHeldOut;
    this.positives = requireNonNull(positives, "positives is null");
    this.stage = requireNonNull(stage, "stage is null");
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
    stage.start();
  }

  @ProcessElement
  public void add(@Element Timeline timeline, MultiOutputReceiver outputs) throws IOException {
    count++;
    UserInput input = loaded.model().input(timeline, loaded.pins());
    Optional<List<UserInput>> full = waiting.add(input, input.length());
    if (full.isPresent()) {
      embed(full.get(), outputs.get(COMPARED)::output);
    }
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
  public void finish(FinishBundleContext context) throws IOException {
    for (List<UserInput> batch : waiting.drain()) {
      embed(batch, compared -> output(context, COMPARED, compared));
    }
    output(context, RowRun.CHECKS, stage.finish());
    output(context, RowRun.COUNTED, count);
    for (List<HeldOutInput> batch : waitingHeldOut.drain()) {
      embedHeldOut(batch, user -> output(context, RowRun.HELD_OUT, user));
    }
  }

  private static <T> void output(
      DoFn<Timeline, UserEmbedding>.FinishBundleContext context, TupleTag<T> tag, T element) {
    context.output(tag, element, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }

  private void embed(List<UserInput> batch, Consumer<UserEmbedding> compared) throws IOException {
    Instant instant = Instant.ofEpochMilli(asOf);
    float[][] vectors = loaded.model().embed(batch, loaded.pins());
    for (int i = 0; i < vectors.length; i++) {
      stage.add(new UserEmbedding(batch.get(i).userId(), vectors[i], instant), compared);
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
