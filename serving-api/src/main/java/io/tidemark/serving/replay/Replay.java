package io.tidemark.serving.replay;

import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.store.Release;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Scores a logged ranking again, from what it was made from, and compares the scores.
 *
 * <p>Pins that were mapped were served as half floats, others as they are in HBase; which, the log
 * does not say, so both are tried.
 */
public final class Replay {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ReplayStore store;
  private final ModelsConfiguration configuration;

  /**
   * @param store where what it was made from is found
   * @param configuration how models are run
   */
  public Replay(ReplayStore store, ModelsConfiguration configuration) {
    this.store = store;
    this.configuration = configuration;
  }

  /** Replays one ranking. */
  public ReplayOutcome of(ServedRanking ranking) {
    Gone gone = new Gone();
    List<ServedPin> scored =
        ranking.pins().stream()
            .filter(pin -> pin.score().isPresent() && !pin.headScores().isEmpty())
            .toList();
    if (!ranking.request().rankedBy().equals("ranker") || scored.isEmpty()) {
      gone.add(
          "nothing to compare with: no ranker scored the request, it was ranked by "
              + ranking.request().rankedBy());
      return ReplayOutcome.ofNothing(gone.reasons());
    }
    Optional<PastInputs> inputs = PastInputs.find(ranking, store, gone);
    if (inputs.isEmpty()) {
      return ReplayOutcome.ofNothing(gone.reasons());
    }
    if (ranking.request().inputs().historyDigest().isEmpty()) {
      return compare(inputs.get().ranker(), ranking, scored, halves -> inputs.get());
    }
    Optional<PastEmbedding> embedding =
        PastEmbedding.find(ranking.request(), store, configuration, gone);
    if (embedding.isEmpty()) {
      return ReplayOutcome.ofNothing(gone.reasons());
    }
    try (PastEmbedding computed = embedding.get()) {
      return compare(
          inputs.get().ranker(),
          ranking,
          scored,
          halves -> inputs.get().withEmbedding(computed.compute(halves)));
    }
  }

  /** What the ranker was given, with vectors of pins as halves or not. */
  @FunctionalInterface
  private interface Given {
    PastInputs with(boolean halves) throws ScoringException;
  }

  private ReplayOutcome compare(
      Release ranker, ServedRanking ranking, List<ServedPin> scored, Given given) {
    try (RankerPool.Borrowed borrowed =
        new RankerPool.Borrowed(OnnxRanker.load(ranker, configuration))) {
      double halves = largestDifference(borrowed.ranker(), ranking, scored, given.with(true), true);
      double exact =
          largestDifference(borrowed.ranker(), ranking, scored, given.with(false), false);
      return new ReplayOutcome(scored.size(), Math.min(halves, exact), List.of());
    } catch (ModelLoadException e) {
      return ReplayOutcome.ofNothing(
          List.of("the ranker %s: %s".formatted(ranker.id(), e.getMessage())));
    } catch (ScoringException | TimeoutException e) {
      return ReplayOutcome.ofNothing(List.of("a model failed: " + e.getMessage()));
    }
  }

  private static double largestDifference(
      OnnxRanker ranker,
      ServedRanking ranking,
      List<ServedPin> scored,
      PastInputs inputs,
      boolean halves)
      throws ScoringException, TimeoutException {
    PastRequest request =
        new PastRequest(
            ranking.request(),
            inputs,
            scored.stream().map(ServedPin::pinId).toList(),
            ranker.liveActions(),
            halves);
    HeadProbabilities probabilities = ranker.score(request, System.nanoTime() + TIMEOUT.toNanos());
    List<RankerHead> heads = ranker.heads();
    double largest = 0;
    for (int pin = 0; pin < scored.size(); pin++) {
      double utility = 0;
      for (int h = 0; h < heads.size(); h++) {
        String head = heads.get(h).name();
        float now = probabilities.of(pin, h);
        Float then = scored.get(pin).headScores().get(head);
        largest = Math.max(largest, then == null ? Double.POSITIVE_INFINITY : Math.abs(now - then));
        utility +=
            now
                * ranking
                    .request()
                    .inputs()
                    .headWeights()
                    .getOrDefault(head, heads.get(h).weight());
      }
      largest = Math.max(largest, Math.abs(utility - scored.get(pin).score().orElseThrow()));
    }
    return largest;
  }
}
