package io.tidemark.serving.models;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.util.List;

/** One run of the ranker at a time, with the memory of its input. Used by one thread at a time. */
final class ScoringSlot implements AutoCloseable {
  private final InputArena arena;
  private final int heads;
  private final Predictor<InputArena, float[]> predictor;

  /** What a run gave, {@code [R, N, H]} with N that of the widest request, and how long it took. */
  record Run(float[] values, int candidates, long assembleNanos, long scoreNanos) {}

  /** The candidates of one request from one place up to but without another. */
  record Part(RankerInput input, int from, int to) {
    int candidates() {
      return to - from;
    }
  }

  private static final class ArenaTranslator implements NoBatchifyTranslator<InputArena, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, InputArena input) {
      return input.tensors(context.getNDManager());
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
      return output.head().toFloatArray();
    }
  }

  /**
   * @param arena of this slot alone
   * @param heads H
   */
  ScoringSlot(Model model, InputArena arena, int heads) {
    this.arena = arena;
    this.heads = heads;
    this.predictor = model.newPredictor(new ArenaTranslator());
  }

  /**
   * Runs the model on one or more requests at once.
   *
   * @param parts R of them
   * @param refused told of requests that cannot be scored; the others are
   * @throws ScoringException if the model failed
   */
  Run run(List<Part> parts, Refused refused) throws ScoringException {
    long start = System.nanoTime();
    int candidates = 0;
    int liveRows = 1;
    for (Part part : parts) {
      candidates = Math.max(candidates, part.candidates());
      liveRows = Math.max(liveRows, part.input().liveRows());
    }
    arena.layOut(parts.size(), candidates, liveRows);
    for (int r = 0; r < parts.size(); r++) {
      Part part = parts.get(r);
      try {
        part.input().writeTo(arena.row(r), part.from(), part.to());
      } catch (ScoringException e) {
        arena.clear(r);
        refused.tell(r, e);
      }
    }
    long assembled = System.nanoTime();
    float[] values = predict();
    int expected = parts.size() * candidates * heads;
    if (values.length != expected) {
      throw new ScoringException(
          "%d probabilities, not %d for %d requests of up to %d candidates and %d heads"
              .formatted(values.length, expected, parts.size(), candidates, heads),
          null);
    }
    return new Run(values, candidates, assembled - start, System.nanoTime() - assembled);
  }

  private float[] predict() throws ScoringException {
    try {
      return predictor.predict(arena);
    } catch (TranslateException | EngineException e) {
      throw new ScoringException("the model failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
  }

  /** Told of a request that cannot be scored. */
  interface Refused {
    void tell(int request, ScoringException reason) throws ScoringException;
  }
}
