package io.tidemark.serving.replay;

import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.PinVectors;
import io.tidemark.serving.realtime.MergedHistory;
import io.tidemark.store.Action;
import io.tidemark.store.ActionDigest;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.UserHistory;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An embedding that was computed at the moment of a logged request: its actions found again, and
 * the PinnerFormer that looked at them.
 */
final class PastEmbedding implements AutoCloseable {
  private final OnnxPinnerFormer model;
  private final List<PastAction> actions;
  private final Map<String, Pin> pins;

  private PastEmbedding(OnnxPinnerFormer model, List<PastAction> actions, Map<String, Pin> pins) {
    this.model = model;
    this.actions = actions;
    this.pins = pins;
  }

  /** The pins of the actions, by their place; those that are not there have no vector. */
  private record ActionPins(List<PastAction> actions, Map<String, Pin> pins, boolean halves)
      implements PinVectors {
    @Override
    public boolean has(int i) {
      return pins.containsKey(actions.get(i).pinId());
    }

    @Override
    public int width(int i) {
      return pins.get(actions.get(i).pinId()).vector().length;
    }

    @Override
    public void copyVector(int i, FloatBuffer target, int at) {
      target.put(at, PastVectors.of(pins.get(actions.get(i).pinId()), halves));
    }
  }

  /**
   * Finds it; empty if something is gone, which {@code gone} then names.
   *
   * @param request whose embedding was computed, which the digest of its history tells
   */
  static Optional<PastEmbedding> find(
      ServedRequest request, ReplayStore store, ModelsConfiguration configuration, Gone gone) {
    Optional<Release> release =
        PastInputs.release(Release.PINNERFORMER, request.pinnerformerRelease(), store, gone);
    Optional<UserHistory> history = history(request, store, gone);
    if (release.isEmpty() || history.isEmpty()) {
      return Optional.empty();
    }
    OnnxPinnerFormer model;
    try {
      model = OnnxPinnerFormer.load(release.get(), configuration);
    } catch (ModelLoadException e) {
      gone.add("the PinnerFormer %s: %s".formatted(release.get().id(), e.getMessage()));
      return Optional.empty();
    }
    Optional<List<PastAction>> actions =
        actions(request, history.get(), store.actions(request.userId()), model.window());
    if (actions.isEmpty()) {
      model.letGo();
      gone.add(
          "the actions that the embedding was computed from: some have expired, or others of that"
              + " time came later");
      return Optional.empty();
    }
    Map<String, Pin> pins =
        store.pins(
            actions.get().stream().map(PastAction::pinId).distinct().sorted().toList(),
            model.pinsVersion());
    return Optional.of(new PastEmbedding(model, actions.get(), pins));
  }

  /** What the batch's embedding was computed from; nothing if the user had none. */
  private static Optional<UserHistory> history(
      ServedRequest request, ReplayStore store, Gone gone) {
    if (request.batchAsOf().isEmpty()) {
      return Optional.of(new UserHistory(request.userId(), Instant.EPOCH, true, List.of()));
    }
    Instant asOf = Instant.ofEpochMilli(request.batchAsOf().getAsLong());
    return gone.orNote(store.history(request.userId(), asOf), "the user's history as of " + asOf);
  }

  /** Those of the logged digest: what came since is left out, one newest action after the other. */
  private static Optional<List<PastAction>> actions(
      ServedRequest request, UserHistory history, List<Action> left, int window) {
    for (int from = 0; from < left.size(); from++) {
      List<PastAction> merged =
          MergedHistory.of(history, left.subList(from, left.size()), window).past();
      if (ActionDigest.ofPast(merged) == request.inputs().historyDigest().getAsLong()) {
        return Optional.of(merged);
      }
    }
    return Optional.empty();
  }

  /**
   * Computes it again.
   *
   * @param halves whether vectors are rounded to half floats, as those of mapped pins are
   * @throws ScoringException if the model failed
   */
  float[] compute(boolean halves) throws ScoringException {
    return model.embed(actions, new ActionPins(actions, pins, halves));
  }

  @Override
  public void close() {
    model.letGo();
  }
}
