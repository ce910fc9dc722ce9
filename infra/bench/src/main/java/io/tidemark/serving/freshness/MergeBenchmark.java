package io.tidemark.serving.freshness;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both tides of a user laid side by side: how fresh each is, and what lies between them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeBenchmark {
  private static final int ACTIONS = 100;
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant AS_OF = Instant.parse("2026-01-01T11:00:00Z");

  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, ACTIONS);
  private final Reading<Optional<Release>> release =
      Reading.of(
          Optional.of(
              new Release(
                  Release.PINNERFORMER,
                  "pinnerformer-1",
                  "pinnerformer-1",
                  AS_OF,
                  Optional.empty(),
                  1,
                  Map.of(),
                  Map.of(),
                  AS_OF)));
  private final Reading<Optional<UserEmbedding>> embedding =
      Reading.of(Optional.of(new UserEmbedding("u1", new float[64], AS_OF)));
  private final Reading<List<Action>> actions =
      Reading.of(
          IntStream.range(0, ACTIONS)
              .mapToObj(
                  i ->
                      new Action(
                          "e" + i,
                          "u1",
                          "p" + i,
                          ActionType.SAVE,
                          Surface.HOME,
                          NOW.minusSeconds(60L * i).toEpochMilli(),
                          Action.UNKNOWN_DURATION,
                          Optional.empty()))
              .toList());

  /** An embedding of an hour ago and 100 live actions, 60 of them newer. */
  @Benchmark
  public Freshness merge() {
    return rules.of("u1", release, embedding, actions, Optional.empty(), NOW);
  }
}
