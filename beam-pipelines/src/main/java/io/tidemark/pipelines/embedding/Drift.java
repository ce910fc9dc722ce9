package io.tidemark.pipelines.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How far users' vectors moved since the published release: 1 - cosine of each user of a sample who
 * is in both, 0 to 2.
 *
 * @param values in no order
 */
public record Drift(List<Double> values) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public Drift {
    values = List.copyOf(values);
  }

  public static Drift none() {
    return new Drift(List.of());
  }

  /** 1 - cosine; 1 if one of them is zero or not a number. */
  public static double between(float[] before, float[] now) {
    double dot = 0;
    double one = 0;
    double other = 0;
    for (int i = 0; i < before.length; i++) {
      dot += (double) before[i] * now[i];
      one += (double) before[i] * before[i];
      other += (double) now[i] * now[i];
    }
    double cosine = dot / Math.sqrt(one * other);
    return Double.isFinite(cosine) ? Math.max(0, 1 - cosine) : 1;
  }

  public static Drift sum(Iterable<Drift> parts) {
    List<Double> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.values()));
    return new Drift(all);
  }

  public double mean() {
    return values.stream().mapToDouble(value -> value).average().orElse(0);
  }

  /**
   * @param share 0 to 1
   * @return the least value that this share of all does not exceed; 0 if there is none
   */
  public double quantile(double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("the drift cannot be written", impossible);
    }
  }

  public static Drift fromJson(String json) {
    try {
      return new Drift(List.of(JSON.readValue(json, Double[].class)));
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the drift that was written", unreadable);
    }
  }
}
