package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.tidemark.pipelines.training.Parameters;
import java.util.Arrays;

/**
 * The trainer's PinnerFormer: user tower, pin tower and temperature over {@link Parameters}.
 *
 * <p>Rows are oldest first with padding on the right, so the causal mask also keeps padding out of
 * every row that is none: no further mask is needed. The learned position counts from the newest
 * row, as in the paper. {@link PinnerFormerGraph} writes the same network as ONNX.
 */
final class PinnerFormerNetwork {
  static final float NORM_EPSILON = 1e-12f;
  static final float LAYER_NORM_EPSILON = 1e-5f;
  static final float MASKED = -1e9f;
  static final String TEMPERATURE = "temperature";
  static final String POSITIONS = "user.positions";

  private static final double POSITION_DEVIATION = 0.1;
  private static final double FEATURE_DEVIATION = 0.05;

  private final PinnerFormerConfig.Architecture architecture;
  private final PinnerFormerConfig.Temperature temperature;
  private final int pinDimension;
  private final Parameters parameters;
  private final Features features;
  private final NDArray attentionScale;

  /**
   * Creates all parameters.
   *
   * @param manager owns the constants
   * @param pinDimension P
   */
  PinnerFormerNetwork(
      NDManager manager, Parameters parameters, PinnerFormerConfig config, int pinDimension) {
    this.architecture = config.architecture();
    this.temperature = config.temperature();
    this.pinDimension = pinDimension;
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.features = new Features(manager, parameters, architecture);
    this.attentionScale =
        manager.create((float) (1 / Math.sqrt(architecture.hidden() / architecture.heads())));
    createParameters();
  }

  private void createParameters() {
    int hidden = architecture.hidden();
    // A pin's vector has norm 1, the other features one number each: both are to move H alike.
    parameters.normal("user.pin.weight", 1, hidden, pinDimension);
    parameters.normal(
        "user.features.weight", FEATURE_DEVIATION, hidden, Features.width(architecture));
    parameters.constant("user.features.bias", 0, hidden);
    parameters.normal(POSITIONS, POSITION_DEVIATION, architecture.window(), hidden);
    for (int layer = 0; layer < architecture.layers(); layer++) {
      String prefix = "user.layer" + layer;
      createNorm(prefix + ".attention_norm", hidden);
      createLinear(prefix + ".attention_in", 3 * hidden, hidden);
      createLinear(prefix + ".attention_out", hidden, hidden);
      createNorm(prefix + ".ffn_norm", hidden);
      createLinear(prefix + ".ffn_in", 4 * hidden, hidden);
      createLinear(prefix + ".ffn_out", hidden, 4 * hidden);
    }
    createNorm("user.out_norm", hidden);
    createLinear("user.out_in", 4 * hidden, hidden);
    createLinear("user.out", architecture.dimension(), 4 * hidden);
    createLinear("pin.in", architecture.pinTowerHidden(), pinDimension);
    createLinear("pin.out", architecture.dimension(), architecture.pinTowerHidden());
    parameters.constant(TEMPERATURE, temperature.initial(), 1);
  }

  private void createLinear(String name, int out, int in) {
    parameters.weight(name + ".weight", out, in);
    parameters.constant(name + ".bias", 0, out);
  }

  private void createNorm(String name, int width) {
    parameters.constant(name + ".scale", 1, width);
    parameters.constant(name + ".bias", 0, width);
  }

  PinnerFormerConfig.Architecture architecture() {
    return architecture;
  }

  int pinDimension() {
    return pinDimension;
  }

  Parameters parameters() {
    return parameters;
  }

  /**
   * The embeddings at chosen rows.
   *
   * @param inputs of {@link SequenceBatch#tensors}
   * @param rows {@code [R]} int64, {@code user * T + row}
   * @param training whether dropout is on
   * @return {@code [R, D]}, L2-normalised
   */
  NDArray users(NDList inputs, NDArray rows, boolean training) {
    NDArray x = embed(inputs); // [B, T, H]
    NDArray mask = causalMask(x.getManager(), x.getShape().get(1)); // [T, T]
    for (int layer = 0; layer < architecture.layers(); layer++) {
      String prefix = "user.layer" + layer;
      NDArray attended = attend(norm(x, prefix + ".attention_norm"), mask, prefix, training);
      x = x.add(attended);
      NDArray inner = linear(norm(x, prefix + ".ffn_norm"), prefix + ".ffn_in");
      x = x.add(dropout(linear(gelu(inner), prefix + ".ffn_out"), training));
    }
    NDArray chosen = lookUp(rows, x.reshape(-1, architecture.hidden())); // [R, H]
    NDArray inner = linear(norm(chosen, "user.out_norm"), "user.out_in");
    return linear(gelu(inner), "user.out").normalize(2, -1, NORM_EPSILON);
  }

  /** Each user's newest row: {@code [B, D]}. */
  NDArray newest(NDList inputs) {
    NDManager manager = inputs.head().getManager();
    long[] lengths = inputs.get(5).toLongArray();
    long longest = inputs.get(4).getShape().get(1);
    long[] rows = new long[lengths.length];
    for (int user = 0; user < rows.length; user++) {
      rows[user] = user * longest + lengths[user] - 1;
    }
    return users(inputs, manager.create(rows), false);
  }

  /** The pin tower: {@code [N, P]} to {@code [N, D]}, L2-normalised. */
  NDArray pins(NDArray pinVectors) {
    return linear(gelu(linear(pinVectors, "pin.in")), "pin.out").normalize(2, -1, NORM_EPSILON);
  }

  /** The learned temperature, {@code [1]}. */
  NDArray temperature() {
    return parameters.get(TEMPERATURE);
  }

  /** Puts the temperature back above its minimum after an optimizer's step. */
  void holdTemperature() {
    float value = temperature().getFloat(0);
    if (value < temperature.minimum()) {
      parameters.set(TEMPERATURE, new float[] {temperature.minimum()});
    }
  }

  private NDArray embed(NDList inputs) {
    NDArray pins = inputs.get(0); // [B, T, P]
    NDArray encoded = features.encode(inputs);
    NDArray x =
        linear(encoded, "user.features")
            .add(pins.matMul(parameters.get("user.pin.weight").transpose()));
    long longest = pins.getShape().get(1);
    NDArray newestRow = inputs.get(5).expandDims(1).sub(1); // [B, 1]
    NDArray steps = pins.getManager().arange(0, (int) longest, 1, DataType.INT64);
    NDArray positions = newestRow.sub(steps).clip(0, architecture.window() - 1); // [B, T]
    return x.add(lookUp(positions, parameters.get(POSITIONS)));
  }

  private NDArray attend(NDArray x, NDArray mask, String prefix, boolean training) {
    long users = x.getShape().get(0);
    long rows = x.getShape().get(1);
    int heads = architecture.heads();
    int width = architecture.hidden() / heads;
    NDArray projected =
        linear(x, prefix + ".attention_in")
            .reshape(users, rows, 3, heads, width)
            .transpose(2, 0, 3, 1, 4); // [3, B, heads, T, width]
    NDArray query = projected.get(0).mul(attentionScale);
    NDArray key = projected.get(1).swapAxes(2, 3);
    NDArray weights = dropout(query.matMul(key).add(mask).softmax(-1), training);
    NDArray mixed =
        weights
            .matMul(projected.get(2))
            .transpose(0, 2, 1, 3)
            .reshape(users, rows, architecture.hidden());
    return dropout(linear(mixed, prefix + ".attention_out"), training);
  }

  /** 0 where a row may look, {@link #MASKED} at later ones. */
  private static NDArray causalMask(NDManager manager, long rows) {
    int size = Math.toIntExact(rows);
    float[] mask = new float[size * size];
    for (int row = 0; row < size; row++) {
      Arrays.fill(mask, row * size + row + 1, (row + 1) * size, MASKED);
    }
    return manager.create(mask, new Shape(size, size));
  }

  private NDArray linear(NDArray x, String name) {
    return x.getNDArrayInternal()
        .linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"))
        .singletonOrThrow();
  }

  private NDArray norm(NDArray x, String name) {
    return x.getNDArrayInternal()
        .layerNorm(
            x,
            new Shape(architecture.hidden()),
            parameters.get(name + ".scale"),
            parameters.get(name + ".bias"),
            LAYER_NORM_EPSILON)
        .singletonOrThrow();
  }

  private NDArray dropout(NDArray x, boolean training) {
    return training && architecture.dropout() > 0
        ? x.getNDArrayInternal().dropout(x, architecture.dropout(), true).singletonOrThrow()
        : x;
  }

  private static NDArray gelu(NDArray x) {
    return x.getNDArrayInternal().gelu();
  }

  private static NDArray lookUp(NDArray rows, NDArray table) {
    return rows.getNDArrayInternal().embedding(rows, table, SparseFormat.DENSE).singletonOrThrow();
  }
}
