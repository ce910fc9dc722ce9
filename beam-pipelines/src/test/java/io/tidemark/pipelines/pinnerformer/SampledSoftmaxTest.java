package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pipelines.training.TrainingEngine;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampledSoftmaxTest {
  @Test
  void theLossIsWhatTheReferenceSays() throws IOException {
    JsonNode golden = Golden.read().get("softmax");
    long[] masked =
        IntStream.range(0, golden.get("masked").size())
            .filter(i -> golden.get("masked").get(i).asBoolean())
            .asLongStream()
            .toArray();
    float[] logQ = Golden.floats(golden.get("log_q"));
    NegativePool.Draw pool =
        new NegativePool.Draw(
            new int[logQ.length], logQ, Golden.floats(golden.get("label_log_q")), masked);
    float[] weights = NegativePool.userWeights(Golden.ints(golden.get("pair_users")));
    assertThat(weights).containsExactly(Golden.floats(golden.get("weights")), within(1e-6f));

    try (TrainingEngine engine = TrainingEngine.open(1, 1)) {
      float loss =
          engine.evaluate(
              manager ->
                  new SampledSoftmax(engine)
                      .loss(
                          manager.create(Golden.floats(golden.get("users")), new Shape(4, 3)),
                          NDArrays.concat(
                              new NDList(
                                  manager.create(
                                      Golden.floats(golden.get("positives")), new Shape(4, 3)),
                                  manager.create(
                                      Golden.floats(golden.get("negatives")), new Shape(5, 3)))),
                          manager.create(new long[] {0, 1, 2, 3}),
                          manager.create(new long[] {4, 5, 6, 7, 8}),
                          manager.create(new float[] {(float) golden.get("tau").asDouble()}),
                          pool,
                          weights)
                      .getFloat());

      assertThat(loss).isCloseTo((float) golden.get("loss").asDouble(), within(1e-4f));
    }
  }
}
