package io.tidemark.pipelines.impressionlog;

import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Answers for tests. */
public final class Rankings {
  private Rankings() {}

  /** A complete answer; each pin has its place in its scores. */
  public static ServedRanking of(String requestId, String shownAt, String... pinIds) {
    return new ServedRanking(
        request(requestId, shownAt, OptionalLong.of(7), OptionalLong.of(8), List.of()),
        Arrays.stream(pinIds)
            .map(
                id ->
                    new ServedPin(
                        id,
                        Optional.of(1f / id.length()),
                        Map.of("save", 1f / id.length(), "hide", 0.25f)))
            .toList());
  }

  /** An answer that no ranker scored, of a user of whom nothing was known. */
  public static ServedRanking unscored(String requestId, String shownAt, String pinId) {
    return new ServedRanking(
        request(
            requestId,
            shownAt,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of("batch_missing", "ranker_missing")),
        List.of(new ServedPin(pinId, Optional.empty(), Map.of())));
  }

  private static ServedRequest request(
      String requestId,
      String shownAt,
      OptionalLong batchAsOf,
      OptionalLong liveAsOf,
      List<String> degraded) {
    return new ServedRequest(
        requestId,
        "u1",
        Surface.HOME,
        Instant.parse(shownAt).toEpochMilli(),
        degraded.isEmpty() ? "ranker" : "popularity",
        degraded.isEmpty() ? Optional.of("ranker-1") : Optional.empty(),
        Optional.of("pinnerformer-1"),
        Optional.of("pins-1"),
        Map.of("model", "b"),
        batchAsOf,
        liveAsOf,
        degraded,
        degraded.isEmpty()
            ? new ServedInputs(
                Optional.of("fresh"),
                Optional.of("quiet"),
                Optional.of(true),
                OptionalInt.of(3),
                OptionalLong.of(-5),
                OptionalLong.of(7),
                Map.of("save", 1f, "hide", -2f),
                OptionalLong.of(6))
            : ServedInputs.UNKNOWN);
  }
}
