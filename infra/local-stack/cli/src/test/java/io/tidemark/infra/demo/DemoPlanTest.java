package io.tidemark.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPlanTest {
  @TempDir private Path folder;

  @Test
  void theBatchEndsAtYesterdaysMidnight() throws IOException {
    DemoPlan plan = DemoPlan.in(folder, at("2026-11-22T00:30:00Z"));

    assertThat(plan.asOf()).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(plan.lastDay()).isEqualTo(LocalDate.of(2026, 11, 20));
  }

  @Test
  void aLaterDemoKeepsThePlanSoThatNothingIsImportedTwice() throws IOException {
    DemoPlan first = DemoPlan.in(folder, at("2026-11-22T00:30:00Z"));
    DemoPlan later = DemoPlan.in(folder, at("2026-11-25T12:00:00Z"));

    assertThat(later).isEqualTo(first);
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }
}
