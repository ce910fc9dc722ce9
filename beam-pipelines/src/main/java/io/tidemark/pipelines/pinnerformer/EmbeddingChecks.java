package io.tidemark.pipelines.pinnerformer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.UserEmbedding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Combine;

/**
 * What is counted of a run's embeddings, and what must hold before they may be published.
 *
 * @param rows embeddings, written or not
 * @param notFinite embeddings with something that is not a number; those are not written
 * @param worstNorm how far the worst vector's norm is from 1
 * @param sample a few users whose vectors are read back
 */
record EmbeddingChecks(long rows, long notFinite, double worstNorm, List<String> sample)
    implements Serializable {
  private static final int SAMPLE = 200;
  private static final double NORM_TOLERANCE = 1e-3;
  private static final ObjectMapper JSON = new ObjectMapper();

  static EmbeddingChecks none() {
    return new EmbeddingChecks(0, 0, 0, List.of());
  }

  static boolean isFinite(UserEmbedding embedding) {
    return Double.isFinite(squaredNorm(embedding));
  }

  private static double squaredNorm(UserEmbedding embedding) {
    double sum = 0;
    for (float value : embedding.vector()) {
      sum += (double) value * value;
    }
    return sum;
  }

  EmbeddingChecks plus(UserEmbedding embedding) {
    double squared = squaredNorm(embedding);
    return Double.isFinite(squared)
        ? plus(
            new EmbeddingChecks(
                1, 0, Math.abs(Math.sqrt(squared) - 1), List.of(embedding.userId())))
        : plus(new EmbeddingChecks(1, 1, 0, List.of()));
  }

  EmbeddingChecks plus(EmbeddingChecks other) {
    List<String> users = new ArrayList<>(sample);
    other.sample.stream().limit(SAMPLE - users.size()).forEach(users::add);
    return new EmbeddingChecks(
        rows + other.rows,
        notFinite + other.notFinite,
        Math.max(worstNorm, other.worstNorm),
        users);
  }

  /**
   * @param leastRows what a run must bring
   * @return what was checked, and the outcome
   * @throws JobFailedException if the embeddings must not be published
   */
  Map<String, String> require(long leastRows) {
    if (notFinite > 0) {
      throw new JobFailedException(
          "%,d of %,d embeddings are not numbers: nothing was published, the old release stays"
              .formatted(notFinite, rows));
    }
    if (worstNorm > NORM_TOLERANCE) {
      throw new JobFailedException(
          "an embedding's norm is %.4f away from 1: nothing was published, the old release stays"
              .formatted(worstNorm));
    }
    if (rows < leastRows) {
      throw new JobFailedException(
          "only %,d users have an embedding, at least %,d were expected: nothing was published, the old release stays. Are days of the action log missing? --minimumShare sets the bar"
              .formatted(rows, leastRows));
    }
    Map<String, String> checks = new TreeMap<>();
    checks.put("rows", Long.toString(rows));
    checks.put("least_rows", Long.toString(leastRows));
    checks.put("not_finite", "0");
    checks.put("norm_max_error", String.format(Locale.ROOT, "%.1e", worstNorm));
    return checks;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("checks cannot be written", impossible);
    }
  }

  static EmbeddingChecks fromJson(String json) {
    try {
      return JSON.readValue(json, EmbeddingChecks.class);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the checks that were written: " + json, unreadable);
    }
  }

  /** Adds all embeddings up. */
  static final class Sum
      extends Combine.CombineFn<UserEmbedding, EmbeddingChecks, EmbeddingChecks> {
    private static final long serialVersionUID = 1;

    @Override
    public EmbeddingChecks createAccumulator() {
      return none();
    }

    @Override
    public EmbeddingChecks addInput(EmbeddingChecks sum, UserEmbedding embedding) {
      return sum.plus(embedding);
    }

    @Override
    public EmbeddingChecks mergeAccumulators(Iterable<EmbeddingChecks> sums) {
      EmbeddingChecks all = none();
      for (EmbeddingChecks sum : sums) {
        all = all.plus(sum);
      }
      return all;
    }

    @Override
    public EmbeddingChecks extractOutput(EmbeddingChecks sum) {
      return sum;
    }

    @Override
    public Coder<EmbeddingChecks> getAccumulatorCoder(
        CoderRegistry registry, Coder<UserEmbedding> input) {
      return SerializableCoder.of(EmbeddingChecks.class);
    }

    @Override
    public Coder<EmbeddingChecks> getDefaultOutputCoder(
        CoderRegistry registry, Coder<UserEmbedding> input) {
      return SerializableCoder.of(EmbeddingChecks.class);
    }
  }
}
