package io.tidemark.pipelines.pinnerformer;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tidemark.pipelines.pins.PinVectors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ONNX Runtime and nothing else: batches that were made beforehand run through the user graph, and
 * their outputs are read. What a job over the same batches can reach at best.
 */
public final class BareOnnxLoop implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Map<String, OnnxTensor>> batches = new ArrayList<>();
  private long users;

  private BareOnnxLoop(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads the user graph of a local model folder.
   *
   * @param threads of one operator
   */
  public static BareOnnxLoop open(Path folder, int threads) {
    Engine.getEngine("OnnxRuntime"); // DJL insists on making the environment itself
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setInterOpNumThreads(1);
      options.setIntraOpNumThreads(threads);
      String file = folder.resolve(PinnerFormerModel.USER_FILE).toString();
      return new BareOnnxLoop(environment, environment.createSession(file, options));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot open the model in " + folder, e);
    }
  }

  /** Makes a batch of users, as the job would. */
  public void add(List<UserInput> batched, PinVectors pins) {
    SequenceBatch batch = SequenceBatch.of(batched.stream().map(UserInput::window).toList(), pins);
    long[] rows = {batch.users(), batch.longest()};
    try {
      batches.add(
          Map.of(
              SequenceBatch.PIN_VECTORS,
              floats(batch.pinVectors(), rows[0], rows[1], batch.pinDimension()),
              SequenceBatch.ACTION_TYPES,
              longs(batch.actionTypes(), rows),
              SequenceBatch.SURFACES,
              longs(batch.surfaces(), rows),
              SequenceBatch.DURATION,
              floats(batch.durations(), rows),
              SequenceBatch.OCCURRED_AT,
              longs(batch.occurredAt(), rows),
              SequenceBatch.LENGTH,
              longs(batch.lengths(), rows[0])));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot take a batch", e);
    }
    users += batched.size();
  }

  private OnnxTensor floats(float[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
  }

  private OnnxTensor longs(long[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  /** Users in all batches. */
  public long users() {
    return users;
  }

  /**
   * Runs all batches.
   *
   * @param workers that run batches at the same time
   * @param times how often
   */
  public void run(int workers, int times) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      int runs = Math.multiplyExact(times, batches.size());
      Callable<Long> worker = () -> work(next, runs);
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(worker);
      }
      for (Future<Long> done : threads.invokeAll(all)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("ONNX Runtime failed", e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private long work(AtomicInteger next, int runs) throws OrtException {
    long numbers = 0;
    for (int run = next.getAndIncrement(); run < runs; run = next.getAndIncrement()) {
      try (OrtSession.Result result = session.run(batches.get(run % batches.size()))) {
        numbers += ((OnnxTensor) result.get(0)).getFloatBuffer().remaining();
      }
    }
    return numbers;
  }

  @Override
  public void close() {
    batches.forEach(batch -> batch.values().forEach(OnnxTensor::close));
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close the model", e);
    }
  }
}
