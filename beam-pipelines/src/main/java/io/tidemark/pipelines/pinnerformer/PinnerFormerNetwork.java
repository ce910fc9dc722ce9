package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.training.Dropout;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;

/**
 * The trainer's PinnerFormer: user tower, pin tower and temperature over {@link Parameters}.
 *
 * <p>Rows are oldest first with padding on the right, so the causal mask also keeps padding out of
 * every row that is none: no further mask is needed. The learned position counts from the newest
 * row, as in the paper. {@link PinnerFormerGraph} writes the same network as ONNX.
 */
final class PinnerFormerNetwork {
  static final float NORM_EPSILON = 1e-12f;
  static final float MASKED = -1e9f;
  static final String TEMPERATURE = "temperature";
  static final String PIN_WEIGHT = "user.pin.weight";
  static final String POSITIONS = "user.positions";

  private static final int PINS_AT_ONCE = 8_192;
  private static final double POSITION_DEVIATION = 0.1;
  private static final double FEATURE_DEVIATION = 0.05;

  private final PinnerFormerConfig config;
  private final PinnerFormerConfig.Architecture architecture;
  private final int pinDimension;
  private final Parameters parameters;
  private final Features features;
  private final Attention attention;
  private final Dropout inputDropout;
  private final Dropout dropout;

  /**
   * Creates all parameters.
   *
   * @param pinDimension P
   * @throws IllegalArgumentException if there is no pin tower and P is not D
   */
  PinnerFormerNetwork(
      TrainingEngine engine, Parameters parameters, PinnerFormerConfig config, int pinDimension) {
    this.config = requireNonNull(config, "config is null");
    this.architecture = config.architecture();
    this.pinDimension = pinDimension;
    this.parameters = requireNonNull(parameters, "parameters is null");
    if (architecture.pinTowerHidden() == 0 && pinDimension != architecture.dimension()) {
      throw new IllegalArgumentException(
          "architecture.pin_tower_hidden is 0, so architecture.dimension (%d) must be what a pin has: %d"
              .formatted(architecture.dimension(), pinDimension));
    }
    this.features = new Features(engine.manager(), parameters, config);
    this.attention =
        new Attention(
            engine,
            architecture.heads(),
            architecture.hidden() / architecture.heads(),
            architecture.attentionDropout(),
            config.training().fusedAttention());
    this.inputDropout = new Dropout(engine, architecture.inputDropout());
    this.dropout = new Dropout(engine, architecture.dropout());
    createParameters();
  }

  private void createParameters() {
    int hidden = architecture.hidden();
    if (isTied()) {
      parameters.diagonal(PIN_WEIGHT, (float) Math.sqrt(hidden), hidden);
    } else if (config.features().pinEmbedding()) {
      // A pin's vector has norm 1, the other features one number each: both are to move H alike.
      parameters.normal(PIN_WEIGHT, 1, hidden, pinDimension);
    }
    if (hasFeatures()) {
      parameters.normal("user.features.weight", FEATURE_DEVIATION, hidden, Features.width(config));
    }
    parameters.constant("user.features.bias", 0, hidden);
    if (config.features().position()) {
      parameters.normal(POSITIONS, POSITION_DEVIATION, architecture.window(), hidden);
    }
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
    int output = architecture.outputHidden();
    if (output > 0) {
      createLinear("user.out_in", output, hidden);
    }
    if (isTied()) {
      parameters.diagonal("user.out.weight", 1, hidden);
      parameters.constant("user.out.bias", 0, hidden);
    } else {
      createLinear("user.out", architecture.dimension(), output > 0 ? output : hidden);
    }
    if (architecture.pinTowerHidden() > 0) {
      createLinear("pin.in", architecture.pinTowerHidden(), pinDimension);
      createLinear("pin.out", architecture.dimension(), architecture.pinTowerHidden());
    }
    parameters.constant(TEMPERATURE, config.temperature().initial(), 1);
  }

  /**
   * Whether input and output can be of one space, as in SASRec: then the first linear layer and the
   * last start as the identity, and a user starts near the pins that were acted on.
   */
  private boolean isTied() {
    return architecture.pinTowerHidden() == 0
        && architecture.outputHidden() == 0
        && architecture.hidden() == pinDimension
        && config.features().pinEmbedding();
  }

  private void createLinear(String name, int out, int in) {
    parameters.weight(name + ".weight", out, in);
    parameters.constant(name + ".bias", 0, out);
  }

  private void createNorm(String name, int width) {
    parameters.constant(name + ".scale", 1, width);
    parameters.constant(name + ".bias", 0, width);
  }

  PinnerFormerConfig config() {
    return config;
  }

  /** Whether anything but the pin and the position is seen of an action. */
  boolean hasFeatures() {
    return Features.width(config) > 0;
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
   * The embeddings of chosen rows.
   *
   * @param inputs of {@link SequenceBatch#tensors}
   * @param asked R rows
   * @param training whether dropout is on
   * @return {@code [R, D]}, L2-normalised
   */
  NDArray users(NDList inputs, AskedRows asked, boolean training) {
    return users(inputs, projectPins(inputs.get(0)), asked, training);
  }

  /**
   * The same with the pins' part of the first layer's input, {@code [B, T, H]}, computed before.
   */
  NDArray users(NDList inputs, NDArray pins, AskedRows asked, boolean training) {
    AskedRows.Tensors rows = asked.tensors(pins.getManager());
    NDArray x = dropped(inputDropout, embed(inputs, pins), training); // [B, T, H]
    Shape shape = x.getShape();
    x = flat(x);
    for (int layer = 0; layer < architecture.layers(); layer++) {
      String prefix = "user.layer" + layer;
      NDArray normed = norm(x, prefix + ".attention_norm");
      NDArray mixed;
      if (layer < architecture.layers() - 1) {
        NDArray projected = perUser(linear(normed, prefix + ".attention_in"), shape);
        mixed = attention.ofAll(projected, training); // [B * T, H]
      } else {
        mixed = attendTo(normed, prefix + ".attention_in", shape, rows, training); // [R, H]
        x = lookUp(rows.rows(), x);
      }
      x = x.add(dropped(dropout, linear(mixed, prefix + ".attention_out"), training));
      NDArray inner = linear(norm(x, prefix + ".ffn_norm"), prefix + ".ffn_in");
      x = x.add(dropped(dropout, linear(gelu(inner), prefix + ".ffn_out"), training));
    }
    NDArray last = norm(x, "user.out_norm"); // [R, H]
    if (architecture.outputHidden() > 0) {
      last = gelu(linear(last, "user.out_in"));
    }
    return linear(last, "user.out").normalize(2, -1, NORM_EPSILON);
  }

  /**
   * The attention of some rows to those up to them: their queries, and keys and values of all.
   *
   * @param x {@code [B * T, H]}
   * @return {@code [R, H]}
   */
  private NDArray attendTo(
      NDArray x, String name, Shape shape, AskedRows.Tensors rows, boolean training) {
    String queries = ":" + architecture.hidden();
    String others = architecture.hidden() + ":";
    NDArray asking = linearPart(lookUp(rows.queryRows(), x), name, queries);
    NDArray seen = perUser(linearPart(x, name, others), shape);
    NDArray mixed = attention.ofSome(asking, seen, rows.queries(), training); // [B * S, H]
    return lookUp(rows.places(), mixed);
  }

  /** {@code [B, T, W]} to {@code [B * T, W]}, for which PyTorch adds a bias as it multiplies. */
  private static NDArray flat(NDArray x) {
    return x.reshape(-1, x.getShape().get(2));
  }

  /** {@code [B * T, W]} to {@code [B, T, W]}. */
  private static NDArray perUser(NDArray x, Shape shape) {
    return x.reshape(shape.get(0), shape.get(1), x.getShape().get(1));
  }

  /** The pins' part of the first layer's input: {@code [B, T, P]} to {@code [B, T, H]}. */
  private NDArray projectPins(NDArray vectors) {
    return config.features().pinEmbedding()
        ? linear(vectors, parameters.get(PIN_WEIGHT), null)
        : nothing(vectors);
  }

  /**
   * The same of actions that share pins.
   *
   * @param vectors {@code [U, P]}
   * @param places {@code [B, T]} int64, each action's row of the vectors
   * @return {@code [B, T, H]}
   */
  NDArray projectPins(NDArray vectors, NDArray places) {
    return config.features().pinEmbedding()
        ? lookUp(places, linear(vectors, parameters.get(PIN_WEIGHT), null))
        : nothing(places);
  }

  /** Zeros {@code [B, T, H]} for {@code [B, T, ...]}. */
  private NDArray nothing(NDArray rows) {
    Shape shape = rows.getShape();
    return rows.getManager().zeros(new Shape(shape.get(0), shape.get(1), architecture.hidden()));
  }

  /** The embedding of each user's newest row: {@code [B, D]}. */
  NDArray newest(NDList inputs) {
    int longest = (int) inputs.get(4).getShape().get(1);
    return users(inputs, AskedRows.newest(longest, inputs.get(5).toLongArray()), false);
  }

  /** The pin tower: {@code [N, P]} to {@code [N, D]}, L2-normalised. */
  NDArray pins(NDArray pinVectors) {
    NDArray embedded =
        architecture.pinTowerHidden() > 0
            ? linear(gelu(linear(pinVectors, "pin.in")), "pin.out")
            : pinVectors;
    return embedded.normalize(2, -1, NORM_EPSILON);
  }

  /** All pins of a release, a part at a time: {@code [N, D]}. */
  NDArray embedPins(NDManager manager, PinInputs inputs) {
    int width = architecture.dimension();
    float[] embeddings = new float[Math.multiplyExact(inputs.size(), width)];
    for (int first = 0; first < inputs.size(); first += PINS_AT_ONCE) {
      int count = Math.min(PINS_AT_ONCE, inputs.size() - first);
      float[] vectors = new float[count * pinDimension];
      for (int i = 0; i < count; i++) {
        inputs.copy(first + i, vectors, i * pinDimension);
      }
      try (NDManager scope = manager.newSubManager()) {
        NDArray part = pins(scope.create(vectors, new Shape(count, pinDimension)));
        System.arraycopy(part.toFloatArray(), 0, embeddings, first * width, count * width);
      }
    }
    return manager.create(embeddings, new Shape(inputs.size(), width));
  }

  /** The learned temperature, {@code [1]}. */
  NDArray temperature() {
    return parameters.get(TEMPERATURE);
  }

  /** Puts the temperature back above its minimum after an optimizer's step. */
  void holdTemperature() {
    float value = temperature().getFloat(0);
    float minimum = config.temperature().minimum();
    if (value < minimum) {
      parameters.set(TEMPERATURE, new float[] {minimum});
    }
  }

  private NDArray embed(NDList inputs, NDArray pins) {
    NDArray x =
        hasFeatures()
            ? pins.add(
                perUser(linear(flat(features.encode(inputs)), "user.features"), pins.getShape()))
            : pins.add(parameters.get("user.features.bias"));
    if (!config.features().position()) {
      return x;
    }
    long longest = pins.getShape().get(1);
    NDArray newestRow = inputs.get(5).expandDims(1).sub(1); // [B, 1]
    NDArray steps = pins.getManager().arange(0, (int) longest, 1, DataType.INT64);
    NDArray positions = newestRow.sub(steps).clip(0, architecture.window() - 1); // [B, T]
    return x.add(lookUp(positions, parameters.get(POSITIONS)));
  }

  private NDArray linear(NDArray x, String name) {
    return linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  /** Some of a layer's outputs; what is made of a parameter would live as long as it does. */
  private NDArray linearPart(NDArray x, String name, String outputs) {
    NDArray weight = parameters.get(name + ".weight").get(outputs);
    NDArray bias = parameters.get(name + ".bias").get(outputs);
    weight.attach(x.getManager());
    bias.attach(x.getManager());
    return linear(x, weight, bias);
  }

  /** The bias may be null. */
  private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  private NDArray norm(NDArray x, String name) {
    return x.getNDArrayInternal()
        .layerNorm(
            x,
            new Shape(architecture.hidden()),
            parameters.get(name + ".scale"),
            parameters.get(name + ".bias"),
            GraphWeights.LAYER_NORM_EPSILON)
        .singletonOrThrow();
  }

  private static NDArray dropped(Dropout dropout, NDArray x, boolean training) {
    return training ? dropout.of(x) : x;
  }

  private static NDArray gelu(NDArray x) {
    return x.getNDArrayInternal().gelu();
  }

  private static NDArray lookUp(NDArray rows, NDArray table) {
    return rows.getNDArrayInternal().embedding(rows, table, SparseFormat.DENSE).singletonOrThrow();
  }
}
