package io.tidemark.pipelines.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
  private final List<TrainingEngine> others;

  private TrainingEngine(Engine engine, List<Device> devices) {
    this.engine = engine;
    this.manager = engine.newBaseManager(devices.get(0));
    this.others =
        devices.stream()
            .skip(1)
            .map(device -> new TrainingEngine(engine, List.of(device)))
            .toList();
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
    return open(threads, seed, Optional.empty());
  }

  /**
   * The same on devices of the caller's choice, each as often as it is to hold a replica.
   *
   * @param devices the first of them that of {@link #manager()}
   */
  public static TrainingEngine open(int threads, long seed, List<Device> devices) {
    return open(threads, seed, Optional.of(devices));
  }

  private static TrainingEngine open(int threads, long seed, Optional<List<Device>> devices) {
    setDefault("ai.djl.offline", "true");
    setDefault(
        "ai.djl.pytorch.num_threads", Integer.toString(threads == 0 ? defaultThreads() : threads));
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed((int) seed);
    return new TrainingEngine(engine, devices.orElseGet(() -> devices(engine)));
  }

  /** All GPUs that PyTorch sees, else the CPU. */
  private static List<Device> devices(Engine engine) {
    int gpus = engine.getGpuCount();
    return gpus == 0
        ? List.of(Device.cpu())
        : IntStream.range(0, gpus).mapToObj(Device::gpu).toList();
  }

  /** One a device: this one, and the others, which live as long as this one. */
  public List<TrainingEngine> replicas() {
    return Stream.concat(Stream.of(this), others.stream()).toList();
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
    return step(List.of(loss), afterBackward);
  }

  /**
   * The same on several devices at once, each with a loss of its own.
   *
   * @param losses of {@link #replicas()}, in their order; the last ones may have none
   * @return the mean of the losses
   */
  public double step(List<Function<NDManager, NDArray>> losses, Runnable afterBackward) {
    RECORDING.lock();
    try (Scopes scopes = new Scopes();
        GradientCollector collector = engine.newGradientCollector()) {
      // Only the plain interpreter: profiling would compile functions anew for each batch's shape.
      JniUtils.setGraphExecutorOptimize(false);
      List<NDArray> values = new ArrayList<>();
      for (int i = 0; i < losses.size(); i++) {
        values.add(losses.get(i).apply(scopes.open(replicas().get(i))));
      }
      values.forEach(collector::backward);
      afterBackward.run();
      return values.stream().mapToDouble(value -> value.getFloat()).average().orElseThrow();
    } finally {
      RECORDING.unlock();
    }
  }

  /** What one step makes on each device. */
  private static final class Scopes implements AutoCloseable {
    private final List<NDManager> opened = new ArrayList<>();

    NDManager open(TrainingEngine replica) {
      opened.add(replica.manager.newSubManager());
      return opened.get(opened.size() - 1);
    }

    @Override
    public void close() {
      opened.forEach(NDManager::close);
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
    others.forEach(TrainingEngine::close);
    manager.close();
  }
}
