package io.tidemark.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What lies in HBase and Kafka, written and read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecsBenchmark {
  private static final int WIDTH = 64;
  private static final int PINS = 100;

  /** How vectors are stored. */
  @Param({"FP32", "FP16"})
  private VectorType vectors;

  private final Action action =
      new Action(
          "event-1",
          "user-1",
          "pin-1",
          ActionType.SAVE,
          Surface.HOME,
          1_767_225_600_000L,
          1_000,
          Optional.of("request-1"));
  private final byte[] actionBytes = ActionCodec.encode(action);
  private final float[] vector = vector();
  private final ServedRanking ranking = ranking();
  private final byte[] rankingBytes = ServedRankingJson.encode(ranking);

  /** One live action into its cell. */
  @Benchmark
  public byte[] writeAction() {
    return ActionCodec.encode(action);
  }

  /** One live action from its cell. */
  @Benchmark
  public Action readAction() {
    return ActionCodec.decode(
        action.userId(), action.occurredAt(), actionBytes, 0, actionBytes.length);
  }

  /** A vector of 64 numbers into its cell and back. */
  @Benchmark
  public float[] writeAndReadVector() {
    return VectorCodec.get(ByteBuffer.wrap(VectorCodec.encode(vectors, vector)));
  }

  /** An answer of 100 pins into its message. */
  @Benchmark
  public byte[] writeRanking() {
    return ServedRankingJson.encode(ranking);
  }

  /** An answer of 100 pins from its message. */
  @Benchmark
  public ServedRanking readRanking() {
    return ServedRankingJson.decode(rankingBytes);
  }

  private static float[] vector() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static ServedRanking ranking() {
    return new ServedRanking(
        new ServedRequest(
            "request-1",
            "user-1",
            Surface.HOME,
            1_767_225_600_000L,
            "ranker",
            Optional.of("ranker-1"),
            Optional.of("pinnerformer-1"),
            Optional.of("pins-1"),
            Map.of(),
            OptionalLong.of(1_767_139_200_000L),
            OptionalLong.of(1_767_225_599_000L),
            List.of()),
        IntStream.range(0, PINS)
            .mapToObj(
                i ->
                    new ServedPin(
                        "pin-" + i,
                        Optional.of(1f / (i + 1)),
                        Map.of("save", 1f / (i + 2), "close_up", 1f / (i + 3), "hide", 0.01f)))
            .toList());
  }
}
