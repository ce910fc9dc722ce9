package io.tidemark.pipelines.ranker;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes the folder of a ranker whose weights are random: it costs what a trained one costs and
 * knows nothing, which is all that a bench of serving asks for.
 *
 * <pre>{@code
 * WriteUntrainedRanker --models=/data/models --config=small --pinDimension=64 --userDimension=64 \
 *     --pins=pins-20240101T000000Z --pinnerFormer=pinnerformer-20240101T000000Z-0a1b2c
 * }</pre>
 */
public final class WriteUntrainedRanker {
  private static final int TOWER_HIDDEN_FACTOR = 2;
  private static final float NORM_EPSILON = 1e-12f;

  private WriteUntrainedRanker() {}

  /**
   * What the ranker claims to have been trained against.
   *
   * @param pins a version
   * @param pinnerFormer a version
   * @param pinDimension P
   * @param userDimension D
   */
  public record Against(String pins, String pinnerFormer, int pinDimension, int userDimension) {}

  /** Prints the URI of the folder. */
  public static void main(String[] args) {
    System.exit(
        Job.run(args, UntrainedRankerOptions.class, options -> System.out.println(write(options))));
  }

  private static String write(UntrainedRankerOptions options) throws IOException {
    RankerConfig config;
    try {
      config = RankerConfig.read(options.getConfig());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
    return write(
        config,
        new Against(
            options.getPins(),
            options.getPinnerFormer(),
            options.getPinDimension(),
            options.getUserDimension()),
        options.getModels(),
        options.getSeed());
  }

  /**
   * Writes {@code <models>/ranker/<version>/}; the same seed gives the same version.
   *
   * @return the URI of the folder
   */
  public static String write(RankerConfig config, Against against, String models, long seed)
      throws IOException {
    Path staging = Files.createTempDirectory("untrained-ranker");
    Path file = staging.resolve(RankerModel.FILE);
    try (TrainingEngine engine = TrainingEngine.open(1, seed);
        Parameters parameters = new Parameters(engine.manager(), seed)) {
      RankerNetwork network =
          new RankerNetwork(
              engine, parameters, config, against.pinDimension(), against.userDimension());
      RankerGraph.of(network, pinTower(against, seed)).write(file);
      return ModelFolder.write(
          staging, card(config, against, ModelFolder.hashes(List.of(file)), seed), models);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(staging);
    }
  }

  private static ModelCard card(
      RankerConfig config, Against against, Map<String, String> files, long seed) {
    Instant now = Clock.systemUTC().instant();
    return new ModelCard(
        Release.RANKER,
        ModelCard.version(Release.RANKER, Instant.EPOCH, files.get(RankerModel.FILE)),
        now.toString(),
        ModelCard.revision(),
        files,
        RankerGraph.inputs(
            against.pinDimension(), against.userDimension(), config.architecture().interests()),
        RankerGraph.outputs(config.heads().size()),
        ModelCard.allActionTypeCodes(),
        ModelCard.allSurfaceCodes(),
        Map.of(Release.PINS, against.pins(), Release.PINNERFORMER, against.pinnerFormer()),
        Map.of("pin", against.pinDimension(), "user", against.userDimension()),
        Map.of("requests", "0", "seed", Long.toString(seed)),
        "none: its weights are random",
        Map.of(),
        0,
        ModelCard.configOf(config),
        config.cardHeads(),
        config.architecture().variant().wireName(),
        config.requests().liveActions());
  }

  /** A pin tower as PinnerFormer's: one hidden layer, L2-normalised. */
  private static ModelProto pinTower(Against against, long seed) {
    int p = against.pinDimension();
    int d = against.userDimension();
    int hidden = TOWER_HIDDEN_FACTOR * d;
    SplittableRandom random = new SplittableRandom(seed);
    OnnxGraph graph = new OnnxGraph("pin_tower");
    OnnxValue pins =
        graph.input(RankerGraph.PIN_TOWER_INPUT, ElementType.FLOAT, "N", Integer.toString(p));
    OnnxValue inner =
        pins.linear(
                graph.constant("in", gaussian(random, p, hidden), p, hidden),
                graph.constant("in.bias", new float[hidden], hidden))
            .gelu();
    OnnxValue outer =
        inner.linear(
            graph.constant("out", gaussian(random, hidden, d), hidden, d),
            graph.constant("out.bias", new float[d], d));
    graph.output(
        RankerGraph.PIN_TOWER_OUTPUT,
        outer.l2Normalize(NORM_EPSILON),
        ElementType.FLOAT,
        "N",
        Integer.toString(d));
    return graph.build();
  }

  private static float[] gaussian(SplittableRandom random, int in, int out) {
    float[] values = new float[in * out];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(in));
    }
    return values;
  }
}
