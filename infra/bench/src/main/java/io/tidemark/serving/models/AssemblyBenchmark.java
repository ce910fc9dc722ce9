package io.tidemark.serving.models;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One request's features into the memory that the engine reads: 100 candidates, 100 actions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AssemblyBenchmark {
  private static final int CANDIDATES = 100;
  private static final int ACTIONS = 100;
  private static final int WIDTH = 64;

  private final InputArena arena = new InputArena(WIDTH, WIDTH, false);
  private final FeatureArrays features =
      new FeatureArrays(
          filled(WIDTH),
          1,
          filled(ACTIONS * WIDTH),
          new long[ACTIONS],
          new long[ACTIONS],
          new long[ACTIONS],
          filled(ACTIONS),
          1_767_225_600_000L,
          1,
          filled(CANDIDATES * WIDTH),
          filled(CANDIDATES));

  /** The whole request, in a place that is laid out anew. */
  @Benchmark
  public InputArena assemble() throws ScoringException {
    arena.layOut(1, CANDIDATES, ACTIONS);
    features.writeTo(arena.row(0), 0, CANDIDATES);
    return arena;
  }

  private static float[] filled(int size) {
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return values;
  }
}
