package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;

/**
 * The trainer's encoding of a window's rows, everything but the pin's vector: learned tables for
 * action type and surface, the duration's logarithm (a learned number where it is unknown), and the
 * times of {@link TimeEncoding}. {@link FeatureGraph} writes the same into the exported graph.
 */
final class Features {
  static final String TYPE_TABLE = "features.action_type";
  static final String SURFACE_TABLE = "features.surface";
  static final String UNKNOWN_DURATION = "features.unknown_duration";
  static final String ABSOLUTE_PHASE = "features.absolute_phase";
  static final String LATEST_PHASE = "features.latest_phase";
  static final String GAP_PHASE = "features.gap_phase";

  private static final double TABLE_DEVIATION = 0.5;
  private static final float MILLIS = 1e-3f;

  private final Parameters parameters;
  private final FeatureSwitches switches;
  private final Periods absolute;
  private final Periods span;

  /** Periods as tensors: milliseconds for the remainder, radians a millisecond. */
  private record Periods(NDArray millis, NDArray frequencies) {
    static Periods of(NDManager manager, long[] periods) {
      return new Periods(
          manager.create(periods), manager.create(TimeEncoding.frequencies(periods)));
    }
  }

  /** Creates the parameters of the features that are on. */
  Features(NDManager manager, Parameters parameters, PinnerFormerConfig config) {
    this.parameters = parameters;
    this.switches = config.features();
    this.absolute = Periods.of(manager, TimeEncoding.absolutePeriods());
    this.span = Periods.of(manager, TimeEncoding.spanPeriods());
    PinnerFormerConfig.Architecture architecture = config.architecture();
    if (switches.actionType()) {
      parameters.normal(
          TYPE_TABLE, TABLE_DEVIATION, ActionType.TABLE_SIZE, architecture.actionTypeWidth());
    }
    if (switches.surface()) {
      parameters.normal(
          SURFACE_TABLE, TABLE_DEVIATION, Surface.TABLE_SIZE, architecture.surfaceWidth());
    }
    if (switches.duration()) {
      parameters.constant(UNKNOWN_DURATION, 0, 1);
    }
    if (switches.absoluteTime()) {
      parameters.constant(ABSOLUTE_PHASE, 0, TimeEncoding.absolutePeriods().length);
    }
    if (switches.relativeTimes()) {
      parameters.constant(LATEST_PHASE, 0, TimeEncoding.spanPeriods().length);
      parameters.constant(GAP_PHASE, 0, TimeEncoding.spanPeriods().length);
    }
  }

  /** How many numbers a row's encoding has, without the pin; 0 if every feature is off. */
  static int width(PinnerFormerConfig config) {
    return width(config.architecture(), config.features());
  }

  static int width(PinnerFormerConfig.Architecture architecture, FeatureSwitches on) {
    return (on.actionType() ? architecture.actionTypeWidth() : 0)
        + (on.surface() ? architecture.surfaceWidth() : 0)
        + (on.duration() ? 1 : 0)
        + (on.absoluteTime() ? TimeEncoding.width(TimeEncoding.absolutePeriods()) : 0)
        + (on.relativeTimes() ? 2 * TimeEncoding.width(TimeEncoding.spanPeriods()) : 0);
  }

  /**
   * Encodes the rows; only if any feature is on.
   *
   * @param inputs of {@link SequenceBatch#tensors}
   * @return {@code [B, T, width]}
   */
  NDArray encode(NDList inputs) {
    NDList encoded = new NDList();
    NDArray time = inputs.get(4); // [B, T]
    if (switches.actionType()) {
      encoded.add(lookUp(inputs.get(1), TYPE_TABLE, ActionType.TABLE_SIZE));
    }
    if (switches.surface()) {
      encoded.add(lookUp(inputs.get(2), SURFACE_TABLE, Surface.TABLE_SIZE));
    }
    if (switches.duration()) {
      encoded.add(logDuration(inputs.get(3).expandDims(-1))); // [B, T, 1]
    }
    if (switches.absoluteTime()) {
      encoded.add(encodeTime(time, absolute, ABSOLUTE_PHASE));
    }
    if (switches.relativeTimes()) {
      NDArray last = inputs.get(5).sub(1).expandDims(1); // [B, 1]
      NDArray latest = time.gather(last, 1); // [B, 1]
      // Rows of padding hold any time; spans below 0 exist only there.
      encoded.add(encodeTime(latest.sub(time).maximum(0), span, LATEST_PHASE));
      encoded.add(encodeTime(time.sub(previous(time)).maximum(0), span, GAP_PHASE));
    }
    return NDArrays.concat(encoded, -1);
  }

  /** Each row's predecessor's time; the first row's is its own. */
  private static NDArray previous(NDArray time) {
    long rows = time.getShape().get(1);
    NDArray first = time.get(":, 0:1");
    return rows == 1
        ? first
        : NDArrays.concat(new NDList(first, time.get(":, 0:" + (rows - 1))), 1);
  }

  /** A code without a row of its own is unknown, row 0. */
  private NDArray lookUp(NDArray codes, String table, int rows) {
    NDArray known = codes.gte(0).logicalAnd(codes.lt(rows)).toType(DataType.INT64, false);
    NDArray index = codes.mul(known);
    return index
        .getNDArrayInternal()
        .embedding(index, parameters.get(table), SparseFormat.DENSE)
        .singletonOrThrow();
  }

  private NDArray logDuration(NDArray millis) {
    NDArray unknown = millis.lt(0).toType(DataType.FLOAT32, false);
    NDArray log = logSeconds(millis);
    return log.add(unknown.mul(parameters.get(UNKNOWN_DURATION)));
  }

  /** {@code log(1 + seconds)}, 0 below 0. */
  private static NDArray logSeconds(NDArray millis) {
    return millis.maximum(0).mul(MILLIS).add(1).log();
  }

  private NDArray encodeTime(NDArray time, Periods periods, String phase) {
    NDArray column = time.expandDims(-1); // [B, T, 1]
    NDArray angle =
        column
            .mod(periods.millis())
            .toType(DataType.FLOAT32, false)
            .mul(periods.frequencies())
            .add(parameters.get(phase)); // [B, T, periods]
    return NDArrays.concat(
        new NDList(angle.sin(), angle.cos(), logSeconds(column.toType(DataType.FLOAT32, false))),
        -1);
  }
}
