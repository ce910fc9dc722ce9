package io.tidemark.infra.rankbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

  private static final Meters BEFORE =
      new Meters(
          """
          # TYPE tidemark_rank_read_seconds histogram
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="0.001"} 90
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="0.002"} 100
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="+Inf"} 100
          """);

  private static final Meters AFTER =
      new Meters(
          """
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="0.001"} 91
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="0.002"} 197
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="0.004"} 200
          tidemark_rank_read_seconds_bucket{outcome="ok",read="live",le="+Inf"} 200
          tidemark_rank_read_seconds_bucket{outcome="ok",read="batch",le="0.001"} 5
          tidemark_rank_read_seconds_bucket{outcome="ok",read="batch",le="+Inf"} 5
          tidemark_impressions_dropped_total{reason="kafka"} 3.0
          tidemark_impressions_dropped_total{reason="queue_full"} 4.0
          """);

  @Test
  void aPercentileIsOfWhatWasCountedSinceOnTheLineBetweenTheBoundsOfItsBucket() {
    assertThat(live(1)).isCloseTo(1, EXACTLY);
    assertThat(live(49)).isCloseTo(1.5, EXACTLY);
    assertThat(live(97)).isCloseTo(2, EXACTLY);
    assertThat(live(98.5)).isCloseTo(3, EXACTLY);
    assertThat(AFTER.millisSince(BEFORE, "tidemark_rank_read_seconds", "read=\"batch\"", 50))
        .isCloseTo(0.5, EXACTLY);
  }

  @Test
  void aPercentileAboveTheLastBoundIsThatBound() {
    Meters slow =
        new Meters(
            """
            tidemark_rank_read_seconds_bucket{read="live",le="0.004"} 1
            tidemark_rank_read_seconds_bucket{read="live",le="+Inf"} 10
            """);
    assertThat(slow.millisSince(new Meters(""), "tidemark_rank_read_seconds", "read=\"live\"", 99))
        .isCloseTo(4, EXACTLY);
  }

  @Test
  void nothingCountedIsNoNumber() {
    assertThat(AFTER.millisSince(AFTER, "tidemark_rank_read_seconds", "read=\"live\"", 99)).isNaN();
  }

  @Test
  void seriesAreAddedUp() {
    assertThat(AFTER.sum("tidemark_impressions_dropped_total", "")).isEqualTo(7);
  }

  private static double live(double percentile) {
    return AFTER.millisSince(BEFORE, "tidemark_rank_read_seconds", "read=\"live\"", percentile);
  }
}
