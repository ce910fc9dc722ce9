package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.List;

/** {@link Features} as a graph: the same numbers from the same int64 timestamps. */
final class FeatureGraph {
  private final OnnxGraph graph;
  private final GraphWeights weights;
  private final FeatureSwitches switches;

  FeatureGraph(OnnxGraph graph, GraphWeights weights, FeatureSwitches switches) {
    this.graph = graph;
    this.weights = weights;
    this.switches = switches;
  }

  /**
   * Encodes the rows, everything but the pin; only if any feature is on.
   *
   * @param types {@code [B, T]} int64
   * @param surfaces {@code [B, T]} int64
   * @param duration {@code [B, T]} float, ms
   * @param time {@code [B, T]} int64, ms
   * @param newestRow {@code [B, 1]} int64
   * @return {@code [B, T, width]}
   */
  OnnxValue encode(
      OnnxValue types,
      OnnxValue surfaces,
      OnnxValue duration,
      OnnxValue time,
      OnnxValue newestRow) {
    List<OnnxValue> encoded = new ArrayList<>();
    if (switches.actionType()) {
      encoded.add(lookUp(types, Features.TYPE_TABLE, ActionType.TABLE_SIZE));
    }
    if (switches.surface()) {
      encoded.add(lookUp(surfaces, Features.SURFACE_TABLE, Surface.TABLE_SIZE));
    }
    if (switches.duration()) {
      encoded.add(logDuration(duration));
    }
    if (switches.absoluteTime()) {
      long[] absolute = TimeEncoding.absolutePeriods();
      encoded.add(
          encodeTime(
              time,
              graph.constant("periods.absolute", absolute, absolute.length),
              frequencies("frequencies.absolute", absolute),
              Features.ABSOLUTE_PHASE));
    }
    if (switches.relativeTimes()) {
      OnnxValue zero = graph.scalar(0L);
      OnnxValue latest = time.gatherElements(newestRow, 1);
      OnnxValue sinceLatest = latest.sub(time).max(zero);
      OnnxValue first = time.slice(1, 0, 1);
      OnnxValue previous = graph.concat(1, first, time.slice(1, 0, -1));
      OnnxValue gap = time.sub(previous).max(zero);
      OnnxValue spans = graph.constant("periods.span", TimeEncoding.spanPeriods(), 32);
      OnnxValue spanFrequencies = frequencies("frequencies.span", TimeEncoding.spanPeriods());
      encoded.add(encodeTime(sinceLatest, spans, spanFrequencies, Features.LATEST_PHASE));
      encoded.add(encodeTime(gap, spans, spanFrequencies, Features.GAP_PHASE));
    }
    return graph.concat(-1, encoded.toArray(new OnnxValue[0]));
  }

  private OnnxValue frequencies(String name, long... periods) {
    return graph.constant(name, TimeEncoding.frequencies(periods), periods.length);
  }

  private OnnxValue lookUp(OnnxValue codes, String table, int rows) {
    OnnxValue known =
        codes.greaterOrEqual(graph.scalar(0L)).and(codes.less(graph.scalar((long) rows)));
    OnnxValue index = known.where(codes, graph.scalar(0L));
    return weights.constant(table).gather(index, 0);
  }

  private OnnxValue logDuration(OnnxValue duration) {
    OnnxValue column = duration.unsqueeze(-1);
    OnnxValue unknown = column.less(graph.scalar(0f)).cast(ElementType.FLOAT);
    return logSeconds(column).add(unknown.mul(weights.constant(Features.UNKNOWN_DURATION)));
  }

  private OnnxValue logSeconds(OnnxValue millis) {
    return millis.max(graph.scalar(0f)).mul(1e-3f).add(graph.scalar(1f)).log();
  }

  private OnnxValue encodeTime(
      OnnxValue time, OnnxValue periods, OnnxValue frequencies, String phase) {
    OnnxValue column = time.unsqueeze(-1);
    OnnxValue angle =
        column.mod(periods).cast(ElementType.FLOAT).mul(frequencies).add(weights.constant(phase));
    return graph.concat(-1, angle.sin(), angle.cos(), logSeconds(column.cast(ElementType.FLOAT)));
  }
}
