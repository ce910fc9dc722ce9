package io.tidemark.serving.models;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;

/** DJL's ONNX Runtime engine, set up for serving. */
final class ScoringEngine {
  /** The engine's name in DJL. */
  static final String NAME = "OnnxRuntime";

  private ScoringEngine() {}

  /** Loads the engine; call before anything else of DJL or ONNX Runtime is used. */
  static void start() {
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("OPT_OUT_TRACKING", "true");
    // Without it a second engine on the class path would take over whatever ONNX Runtime lacks.
    setUnlessSet("ai.djl.onnx.disable_alternative", "true");
    // The process-wide pool is not used: each session has its own.
    setUnlessSet("ai.djl.onnxruntime.num_threads", "1");
    setUnlessSet("ai.djl.onnxruntime.num_interop_threads", "1");
    Engine.getEngine(NAME);
  }

  /**
   * The device to load a model on.
   *
   * @throws ModelLoadException if a GPU is asked for and there is none
   */
  static Device device(ScoringDevice configured) throws ModelLoadException {
    boolean cuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    return switch (configured) {
      case CPU -> Device.cpu();
      case AUTO -> cuda ? Engine.getEngine(NAME).defaultDevice() : Device.cpu();
      case GPU -> {
        if (!cuda) {
          throw new ModelLoadException(
              "models.device is gpu, and the ONNX Runtime on the class path has no CUDA:"
                  + " build with -Pcuda, or set it to auto or cpu");
        }
        yield Device.gpu(0);
      }
    };
  }

  /** How one model's session runs. */
  static OrtSession.SessionOptions sessionOptions(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    // Threads that spin while they wait would take the cores from everything else on the machine.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    // Shapes differ from request to request, so remembered memory patterns would only pile up.
    options.setMemoryPatternOptimization(false);
    return options;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
