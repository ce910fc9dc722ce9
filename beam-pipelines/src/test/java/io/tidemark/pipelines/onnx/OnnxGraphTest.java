package io.tidemark.pipelines.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Graphs are checked by running them in ONNX Runtime against values worked out by hand. */
class OnnxGraphTest {
  private static final OrtEnvironment ENVIRONMENT;

  static {
    // DJL's engine must be the first to make the process's one environment.
    Engine.getEngine("OnnxRuntime");
    ENVIRONMENT = OrtEnvironment.getEnvironment();
  }

  @Test
  void aSmallNetworkComputesWhatItsFormulaSays() throws OrtException {
    OnnxGraph graph = new OnnxGraph("network");
    OnnxValue x = graph.input("x", ElementType.FLOAT, "N", "2");
    OnnxValue w = graph.constant("w", new float[] {1, 0, 0, 2}, 2, 2);
    OnnxValue b = graph.constant("b", new float[] {1, -1}, 2);
    graph.output("y", x.linear(w, b).l2Normalize(1e-12f), ElementType.FLOAT, "N", "2");

    float[][] y = (float[][]) run(graph.build(), "x", new float[][] {{2, 2.5f}, {-1, 0.5f}});

    assertThat(y[0]).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    assertThat(y[1]).containsExactly(new float[] {0, 0}, within(1e-6f));
  }

  @Test
  void geluIsTheExactOne() throws OrtException {
    OnnxGraph graph = new OnnxGraph("gelu");
    OnnxValue x = graph.input("x", ElementType.FLOAT, "N");
    graph.output("y", x.gelu(), ElementType.FLOAT, "N");

    float[] y = (float[]) run(graph.build(), "x", new float[] {-1, 0, 1, 3});

    assertThat(y).containsExactly(new float[] {-0.158655f, 0, 0.841345f, 2.995950f}, within(1e-5f));
  }

  @Test
  void theRemainderOfANegativeTimeIsNotNegative() throws OrtException {
    OnnxGraph graph = new OnnxGraph("mod");
    OnnxValue t = graph.input("t", ElementType.INT64, "N");
    OnnxValue rest = t.mod(graph.scalar(31_536_000_000L)).cast(ElementType.FLOAT);
    graph.output("y", rest, ElementType.FLOAT, "N");

    float[] y =
        (float[]) run(graph.build(), "t", new long[] {-1, 0, 31_536_000_001L, 1_649_581_149_287L});

    assertThat(y).containsExactly(31_535_999_999f, 0, 1, 9_709_149_287f);
  }

  @Test
  void aFinishedModelCanBeAPartOfAnother() throws OrtException {
    OnnxGraph tower = new OnnxGraph("tower");
    OnnxValue pins = tower.input("pins", ElementType.FLOAT, "N", "2");
    OnnxValue w = tower.constant("w", new float[] {3, 4}, 2, 1);
    tower.output("score", pins.matMul(w), ElementType.FLOAT, "N", "1");

    OnnxGraph whole = new OnnxGraph("whole");
    OnnxValue x = whole.input("x", ElementType.FLOAT, "N", "2");
    OnnxValue own = whole.constant("w", new float[] {10}, 1);
    OnnxValue score = whole.include(tower.build(), "tower/", Map.of("pins", x)).get("score");
    whole.output("y", score.add(own), ElementType.FLOAT, "N", "1");

    float[][] y = (float[][]) run(whole.build(), "x", new float[][] {{1, 1}, {0, 2}});

    assertThat(y).isDeepEqualTo(new float[][] {{17}, {18}});
  }

  @Test
  void includingAModelWithoutItsInputNamesTheInput() {
    OnnxGraph tower = new OnnxGraph("tower");
    tower.output("y", tower.input("pins", ElementType.FLOAT, "N"), ElementType.FLOAT, "N");
    OnnxGraph whole = new OnnxGraph("whole");

    assertThatThrownBy(() -> whole.include(tower.build(), "tower/", Map.of()))
        .hasMessageContaining("pins");
  }

  @Test
  void mistakesAreNamedWhenTheGraphIsBuilt() {
    OnnxGraph graph = new OnnxGraph("mistakes");
    OnnxValue x = graph.input("x", ElementType.FLOAT, "N");

    assertThatThrownBy(() -> graph.input("x", ElementType.FLOAT, "N")).hasMessageContaining("x");
    assertThatThrownBy(() -> graph.constant("w", new float[3], 2, 2)).hasMessageContaining("w");
    assertThatThrownBy(graph::build).hasMessageContaining("no output");
    assertThatThrownBy(() -> new OnnxGraph("other").concat(0, x)).hasMessageContaining("x");
  }

  private static Object run(ModelProto model, String input, Object value) throws OrtException {
    try (OrtSession session = ENVIRONMENT.createSession(model.toByteArray());
        OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, value);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      return result.get(0).getValue();
    }
  }
}
