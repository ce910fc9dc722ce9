package io.tidemark.infra.rankbench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * ONNX Runtime and nothing else: requests that lie ready as tensors run through the ranker, and
 * their outputs are read. What a server of the same requests could reach at best.
 */
final class BareOnnxLoop implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<Map<String, OnnxTensor>> requests = new ArrayList<>();

  /**
   * @param threads of one operator
   */
  BareOnnxLoop(Path model, int threads, List<Features> features) {
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setInterOpNumThreads(1);
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      this.session = environment.createSession(model.toString(), options);
      for (Features one : features) {
        requests.add(tensors(one));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot open " + model, e);
    }
  }

  /** Requests a second. */
  double run(int workers, Duration duration) throws InterruptedException {
    LongAdder done = new LongAdder();
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    score(Math.floorMod(next.getAndIncrement(), requests.size()));
                    done.increment();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : all) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("ONNX Runtime failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return done.sum() / ((System.nanoTime() - start) / 1e9);
  }

  /** The probabilities of a request, {@code [N, H]} in one row. */
  float[] score(int request) throws OrtException {
    try (OrtSession.Result result = session.run(requests.get(request))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[values.remaining()];
      values.get(copy);
      return copy;
    }
  }

  private Map<String, OnnxTensor> tensors(Features one) throws OrtException {
    long p = one.userEmbedding().length;
    long t = Math.max(1, one.liveActionTypes().length);
    long n = one.candidateActions().length;
    float[] mask = new float[(int) t];
    Arrays.fill(mask, 0, one.liveActionTypes().length, 1);
    return Map.ofEntries(
        Map.entry("user_embedding", floats(new float[][] {one.userEmbedding()}, 1, p)),
        Map.entry("has_user", floats(new float[][] {{1}}, 1)),
        Map.entry("live_pin_vectors", floats(one.livePinVectors(), 1, t, p)),
        Map.entry("live_action_types", longs(one.liveActionTypes(), 1, t)),
        Map.entry("live_surfaces", longs(one.liveSurfaces(), 1, t)),
        Map.entry("live_occurred_at", longs(one.liveOccurredAt(), 1, t)),
        Map.entry("live_mask", floats(new float[][] {mask}, 1, t)),
        Map.entry("requested_at", longs(new long[] {one.requestedAt()}, 1)),
        Map.entry("surface", longs(new long[] {one.surface()}, 1)),
        Map.entry("candidate_pin_vectors", floats(one.candidatePinVectors(), 1, n, p)),
        Map.entry("candidate_actions", floats(new float[][] {one.candidateActions()}, 1, n)));
  }

  private OnnxTensor floats(float[][] rows, long... shape) throws OrtException {
    FloatBuffer buffer = direct(shape, Float.BYTES).asFloatBuffer();
    for (float[] row : rows) {
      buffer.put(row);
    }
    return OnnxTensor.createTensor(environment, buffer.rewind(), shape);
  }

  private OnnxTensor longs(long[] values, long... shape) throws OrtException {
    LongBuffer buffer = direct(shape, Long.BYTES).asLongBuffer();
    buffer.put(values);
    return OnnxTensor.createTensor(environment, buffer.rewind(), shape);
  }

  private static ByteBuffer direct(long[] shape, int width) {
    int size = width;
    for (long dimension : shape) {
      size = Math.toIntExact(size * dimension);
    }
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    requests.forEach(tensors -> tensors.values().forEach(OnnxTensor::close));
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close the model", e);
    }
  }
}
