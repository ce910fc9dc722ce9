package io.tidemark.pipelines.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.UserEmbedding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is counted of a run's embeddings.
 *
 * @param rows embeddings, those that are not numbers among them
 * @param notFinite embeddings with something that is not a number
 * @param worstNorm how far the worst vector's norm is from 1
 * @param sample a few users whose vectors are read back
 */
record EmbeddingChecks(long rows, long notFinite, double worstNorm, List<String> sample)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int SAMPLE = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  EmbeddingChecks {
    sample = List.copyOf(sample);
  }

  static EmbeddingChecks none() {
    return new EmbeddingChecks(0, 0, 0, List.of());
  }

  static boolean isFinite(UserEmbedding embedding) {
    return Double.isFinite(squaredNorm(embedding));
  }

  static EmbeddingChecks of(UserEmbedding embedding) {
    double squared = squaredNorm(embedding);
    return Double.isFinite(squared)
        ? new EmbeddingChecks(1, 0, Math.abs(Math.sqrt(squared) - 1), List.of(embedding.userId()))
        : new EmbeddingChecks(1, 1, 0, List.of());
  }

  private static double squaredNorm(UserEmbedding embedding) {
    double sum = 0;
    for (float value : embedding.vector()) {
      sum += (double) value * value;
    }
    return sum;
  }

  EmbeddingChecks plus(EmbeddingChecks other) {
    List<String> users = sample;
    if (users.size() < SAMPLE && !other.sample.isEmpty()) {
      users = new ArrayList<>(sample);
      other.sample.stream().limit(SAMPLE - users.size()).forEach(users::add);
    }
    return new EmbeddingChecks(
        rows + other.rows,
        notFinite + other.notFinite,
        Math.max(worstNorm, other.worstNorm),
        users);
  }

  static EmbeddingChecks sum(Iterable<EmbeddingChecks> parts) {
    EmbeddingChecks all = none();
    for (EmbeddingChecks part : parts) {
      all = all.plus(part);
    }
    return all;
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
}
