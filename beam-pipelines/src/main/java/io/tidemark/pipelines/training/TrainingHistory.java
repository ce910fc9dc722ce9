package io.tidemark.pipelines.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** How a training went: one point a measurement, kept beside the model as {@code metrics.json}. */
public final class TrainingHistory {
  /** The file's name in the model's folder. */
  public static final String FILE = "metrics.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final List<Point> points;

  /**
   * One measurement.
   *
   * @param step after which it was made
   * @param seconds of training until then
   * @param loss the mean of the last steps, weighted towards the newest
   * @param quality of the validation's measure; more is better
   * @param learningRate of that step
   * @param sequencesPerSecond since the start
   * @param waitingShare of the time, spent on waiting for batches
   */
  public record Point(
      int step,
      double seconds,
      double loss,
      double quality,
      double learningRate,
      double sequencesPerSecond,
      double waitingShare)
      implements Serializable {}

  /** What the file holds. */
  private record Content(String measure, List<Point> points) {}

  /** Starts with what an interrupted training had measured. */
  public TrainingHistory(List<Point> points) {
    this.points = new ArrayList<>(points);
  }

  /** Adds the newest measurement. */
  public void add(Point point) {
    points.add(point);
  }

  /** All measurements, oldest first. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * The content of the file.
   *
   * @param measure what {@code quality} is, such as {@code recall@10}
   */
  public String toJson(String measure) {
    try {
      return JSON.writeValueAsString(new Content(measure, points)) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a training's history cannot be written", impossible);
    }
  }
}
