package io.tidemark.pipelines.retrieval;

import io.tidemark.pipelines.storage.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Measures the index on made-up pins: how long it takes to build, how large it is, what share of
 * the truly nearest it finds, and how long a search takes, alone and with every core searching.
 * Needs no server.
 *
 * <pre>{@code
 * BenchRetrieval --indexedPins=1000000
 * }</pre>
 *
 * <p>The vectors are those of topics whose directions matter less and less, as those of a
 * factorisation do, and of pins spread around them; questions are further ones. Vectors of which
 * every direction matters alike are harder, and no pins are like that.
 */
public final class BenchRetrieval {
  private static final int AT = 100;
  private static final int RECALL_QUESTIONS = 200;
  private static final int TOPICS = 2_000;
  private static final float SPREAD = 0.7f;
  private static final int[] WIDTHS = {100, 150, 200};

  private final BenchRetrievalOptions options;
  private final float[][] topics;

  private BenchRetrieval(BenchRetrievalOptions options) {
    this.options = options;
    this.topics = new float[TOPICS][];
    SplittableRandom random = new SplittableRandom(7);
    Arrays.setAll(topics, topic -> direction(random));
  }

  public static void main(String[] args) {
    System.exit(
        Job.run(args, BenchRetrievalOptions.class, options -> new BenchRetrieval(options).run()));
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    TreeMap<String, float[][]> space = new TreeMap<>();
    space.put(IndexedPins.PINS, vectors(options.getIndexedPins(), 1));
    IndexedPins pins =
        new IndexedPins(
            IntStream.range(0, options.getIndexedPins()).mapToObj(pin -> "pin" + pin).toList(),
            space);
    Path folder =
        options.getIndex() == null
            ? Files.createTempDirectory("bench-retrieval")
            : Files.createDirectories(Path.of(options.getIndex()));
    if (VectorIndexFiles.list(folder).isEmpty()) {
      long started = System.nanoTime();
      VectorIndexFiles.write(
          folder,
          pins,
          new IndexConfig(options.getConnections(), options.getBeam(), options.getBuildThreads()));
      System.out.printf(
          "build     %,d x %d in %.0f s on %d threads (M %d, beam %d)%n",
          options.getIndexedPins(),
          options.getDimension(),
          (System.nanoTime() - started) / 1e9,
          options.getBuildThreads(),
          options.getConnections(),
          options.getBeam());
    }
    long bytes = 0;
    for (Path file : VectorIndexFiles.list(folder)) {
      bytes += Files.size(file);
    }
    System.out.printf(
        "size      %,d MB in files, %d bytes a pin%n",
        bytes / 1_000_000, bytes / options.getIndexedPins());
    measure(folder, pins);
  }

  private void measure(Path folder, IndexedPins pins)
      throws IOException, InterruptedException, ExecutionException {
    float[][] questions = vectors(options.getQuestions(), 2);
    List<Set<String>> nearest =
        Arrays.stream(questions)
            .limit(RECALL_QUESTIONS)
            .map(question -> IndexRecall.trulyNearest(pins, IndexedPins.PINS, question, AT))
            .toList();
    int cores = Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "| looked at a part | recall@%d | one caller: p50 ms | p99 ms | %d callers: p50 ms | p99 ms | searches/s |%n|---|---|---|---|---|---|---|%n",
        AT, cores);
    try (IndexSearch search = new IndexSearch(folder)) {
      for (int width : WIDTHS) {
        double recall = 0;
        for (int i = 0; i < nearest.size(); i++) {
          recall +=
              IndexRecall.share(
                  search.nearest(IndexedPins.PINS, questions[i], width).subList(0, AT),
                  nearest.get(i));
        }
        times(search, questions, width, cores);
        Times alone = times(search, questions, width, 1);
        Times together = times(search, questions, width, cores);
        System.out.printf(
            "| %d | %.4f | %.2f | %.2f | %.2f | %.2f | %,.0f |%n",
            width,
            recall / nearest.size(),
            alone.millis(0.5),
            alone.millis(0.99),
            together.millis(0.5),
            together.millis(0.99),
            together.perSecond());
      }
    }
  }

  /**
   * What searches took.
   *
   * @param nanos of each, ascending
   * @param perSecond of all callers
   */
  private record Times(long[] nanos, double perSecond) {
    double millis(double share) {
      return nanos[(int) Math.min(nanos.length - 1L, (long) (share * nanos.length))] / 1e6;
    }
  }

  private static Times times(IndexSearch search, float[][] questions, int width, int callers)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      long started = System.nanoTime();
      List<Future<long[]>> parts =
          IntStream.range(0, callers)
              .mapToObj(
                  caller ->
                      threads.submit(() -> searches(search, questions, width, caller, callers)))
              .toList();
      long[] all = new long[0];
      for (Future<long[]> part : parts) {
        long[] some = part.get();
        int size = all.length;
        all = Arrays.copyOf(all, size + some.length);
        System.arraycopy(some, 0, all, size, some.length);
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      Arrays.sort(all);
      return new Times(all, all.length / seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long[] searches(
      IndexSearch search, float[][] questions, int width, int first, int step) throws IOException {
    long[] nanos = new long[(questions.length - first + step - 1) / step];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      search.nearest(IndexedPins.PINS, questions[first + i * step], width);
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  private float[][] vectors(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      float[] vector = direction(random);
      float[] topic = topics[random.nextInt(TOPICS)];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = topic[d] + SPREAD * vector[d];
      }
      vectors[i] = normalised(vector);
    }
    return vectors;
  }

  private float[] direction(SplittableRandom random) {
    float[] vector = new float[options.getDimension()];
    for (int d = 0; d < vector.length; d++) {
      // Near enough to a normal number.
      double number = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      vector[d] = (float) (number / Math.sqrt(1 + 0.3 * d));
    }
    return normalised(vector);
  }

  private static float[] normalised(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= (float) Math.sqrt(square);
    }
    return vector;
  }
}
