package io.tidemark.pipelines.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * DJL's PyTorch engine, set up for training without a network: natives come from the class path and
 * are unpacked once into {@code DJL_CACHE_DIR} (environment or system property, else {@code
 * ~/.djl.ai}).
 *
 * <p>A process can record gradients once at a time, so {@link #step} takes turns; everything made
 * inside a step or an evaluation is freed at its end. The number of threads is fixed by the first
 * engine of a process.
 */
public final class TrainingEngine implements AutoCloseable {
  /** PyTorch records gradients for one caller a process. */
  private static final ReentrantLock RECORDING = new ReentrantLock();

  static {
    // A process that ends while a thread is inside PyTorch dies of its natives being taken down.
    Runtime.getRuntime().addShutdownHook(new Thread(RECORDING::lock, "last-training-step"));
  }

  private final Engine engine;
  private final NDManager manager;

  private TrainingEngine(Engine engine) {
    this.engine = engine;
    this.manager = engine.newBaseManager(device(engine));
  }

  /**
   * Loads the engine.
   *
   * <p>The natives' threads wait for each other in a spin unless the process was started with
   * {@code OMP_WAIT_POLICY=PASSIVE}: on a busy machine that costs several times the work, so
   * without it one thread is the default.
   *
   * @param threads CPU threads of one operator, 0 for the default: all cores if they wait
   *     passively, else 1; ignored if this process already loaded PyTorch
   * @param seed of everything random inside PyTorch (dropout)
   */
  public static TrainingEngine open(int threads, long seed) {
    setDefault("ai.djl.offline", "true");
    setDefault(
        "ai.djl.pytorch.num_threads", Integer.toString(threads == 0 ? defaultThreads() : threads));
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed((int) seed);
    return new TrainingEngine(engine);
  }

  /** The first GPU if PyTorch sees one, else the CPU. */
  private static Device device(Engine engine) {
    return engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
  }

  /** Starts everything random inside PyTorch (dropout) anew. */
  public void seed(long seed) {
    JniUtils.setSeed(seed);
  }

  /** Compiles a function in TorchScript that lives as long as this engine, see its class. */
  public TorchScript compile(String source) {
    return TorchScript.compile(manager, source);
  }

  private static int defaultThreads() {
    return "PASSIVE".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"))
        ? Runtime.getRuntime().availableProcessors()
        : 1;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Owns what lives as long as the training, such as parameters. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Computes a loss and its gradients with respect to every parameter used.
   *
   * <p>Multiply and divide by tensors, never by Java numbers, on the way from a parameter to the
   * loss: DJL frees the tensor that it makes of a number at once, while the recording still needs
   * it, and the gradients turn to garbage whenever the garbage collector runs in between.
   *
   * @param loss builds the scalar loss from tensors of the manager it is given
   * @return the loss
   */
  public double step(Function<NDManager, NDArray> loss) {
    return step(loss, () -> {});
  }

  /**
   * The same, and looks at gradients of what lives only in this step.
   *
   * @param afterBackward runs when the gradients are there
   */
  public double step(Function<NDManager, NDArray> loss, Runnable afterBackward) {
    RECORDING.lock();
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      // Only the plain interpreter: profiling would compile functions anew for each batch's shape.
      JniUtils.setGraphExecutorOptimize(false);
      NDArray value = loss.apply(step);
      collector.backward(value);
      afterBackward.run();
      return value.getFloat();
    } finally {
      RECORDING.unlock();
    }
  }

  /** Computes something without recording gradients. */
  public <T> T evaluate(Function<NDManager, T> evaluation) {
    RECORDING.lock();
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
    try (NDManager scope = manager.newSubManager()) {
      return evaluation.apply(scope);
    } finally {
      JniUtils.setGradMode(recording);
      RECORDING.unlock();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
