package io.tidemark.infra.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * How the bundled data, which is from April 2022, is laid beside today: all of it is moved by whole
 * days, so that what the batch side learns from ends at yesterday's midnight (a batch that is
 * computed daily and served one day late) and the held-back rest is what happened since.
 *
 * @param shiftDays days that every timestamp of the data is moved by
 */
public record DemoPlan(@JsonProperty("shift_days") long shiftDays) {
  /** The bundled data set. */
  public static final String DATASET = "kuairand";

  /** In the data's own time: what is before is learned from, the rest is held back. */
  private static final LocalDate HELD_BACK_FROM = LocalDate.of(2022, 4, 20);

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The plan in this folder: made by the first demo on it, kept by the following ones. */
  public static DemoPlan in(Path folder, Clock clock) throws IOException {
    Path file = folder.resolve("plan.json");
    if (Files.exists(file)) {
      return JSON.readValue(file.toFile(), DemoPlan.class);
    }
    LocalDate yesterday = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(1);
    DemoPlan plan = new DemoPlan(ChronoUnit.DAYS.between(HELD_BACK_FROM, yesterday));
    Files.createDirectories(folder);
    JSON.writeValue(file.toFile(), plan);
    return plan;
  }

  /** The last day that the batch side learns from. */
  public LocalDate lastDay() {
    return HELD_BACK_FROM.plusDays(shiftDays - 1);
  }

  /** Where the batch side ends and the held-back actions begin. */
  public Instant asOf() {
    return HELD_BACK_FROM.plusDays(shiftDays).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
