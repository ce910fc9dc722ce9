package io.tidemark.pipelines.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is counted of a run's rows.
 *
 * @param rows one a user
 * @param empty those without a vector
 * @param vectors of all rows together, those that are not numbers among them
 * @param notFinite vectors with something that is not a number
 * @param worstNorm how far the worst vector's norm is from 1
 * @param sample a few users whose rows are read back
 */
public record RowChecks(
    long rows, long empty, long vectors, long notFinite, double worstNorm, List<String> sample)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int SAMPLE = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  public RowChecks {
    sample = List.copyOf(sample);
  }

  static RowChecks none() {
    return new RowChecks(0, 0, 0, 0, 0, List.of());
  }

  /** Of one row. */
  public static <T> RowChecks of(UserRows<T> rows, T row) {
    List<float[]> vectors = rows.vectors(row);
    int notFinite = 0;
    double worst = 0;
    for (float[] vector : vectors) {
      double squared = squaredNorm(vector);
      if (Double.isFinite(squared)) {
        worst = Math.max(worst, Math.abs(Math.sqrt(squared) - 1));
      } else {
        notFinite++;
      }
    }
    return new RowChecks(
        1,
        vectors.isEmpty() ? 1 : 0,
        vectors.size(),
        notFinite,
        worst,
        notFinite == 0 ? List.of(rows.userId(row)) : List.of());
  }

  private static double squaredNorm(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return sum;
  }

  /** Of both. */
  public RowChecks plus(RowChecks other) {
    List<String> users = sample;
    if (users.size() < SAMPLE && !other.sample.isEmpty()) {
      users = new ArrayList<>(sample);
      other.sample.stream().limit(SAMPLE - users.size()).forEach(users::add);
    }
    return new RowChecks(
        rows + other.rows,
        empty + other.empty,
        vectors + other.vectors,
        notFinite + other.notFinite,
        Math.max(worstNorm, other.worstNorm),
        users);
  }

  static RowChecks sum(Iterable<RowChecks> parts) {
    RowChecks all = none();
    for (RowChecks part : parts) {
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

  static RowChecks fromJson(String json) {
    try {
      return JSON.readValue(json, RowChecks.class);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the checks that were written: " + json, unreadable);
    }
  }
}
