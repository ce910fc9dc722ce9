package io.tidemark.workflows.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.workflows.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static List<Instant> all(Schedule schedule, Instant from, Instant to) {
    CronTimes times = new CronTimes(schedule);
    List<Instant> found = new ArrayList<>();
    for (Instant next = times.next(from).orElseThrow();
        next.isBefore(to);
        next = times.next(next).orElseThrow()) {
      found.add(next);
    }
    return found;
  }

  @Test
  void whatWasMissedIsTheNewestUnlessTheScheduleCatchesUp() {
    Instant reached = at("2026-11-18T00:30:00Z");
    Instant now = at("2026-11-21T12:00:00Z");

    assertThat(new CronTimes(Schedule.utc("30 0 * * *")).due(reached, now, 100))
        .containsExactly(at("2026-11-21T00:30:00Z"));
    assertThat(
            new CronTimes(new Schedule("30 0 * * *", ZoneId.of("UTC"), true))
                .due(reached, now, 100))
        .containsExactly(
            at("2026-11-19T00:30:00Z"), at("2026-11-20T00:30:00Z"), at("2026-11-21T00:30:00Z"));
    assertThat(new CronTimes(Schedule.utc("30 0 * * *")).due(now, now, 100)).isEmpty();
  }

  @Test
  void anInstantThatIsNowIsDue() {
    Instant now = at("2026-11-21T00:30:00Z");

    assertThat(new CronTimes(Schedule.utc("30 0 * * *")).due(at("2026-11-20T00:30:00Z"), now, 100))
        .containsExactly(now);
  }

  @Test
  void theHourThatComesTwiceBringsOneRun() {
    List<Instant> found =
        all(
            new Schedule("30 2 * * *", BERLIN, false),
            at("2026-10-23T12:00:00Z"),
            at("2026-10-28T00:00:00Z"));

    assertThat(found)
        .extracting(instant -> LocalDate.ofInstant(instant, BERLIN))
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @Test
  void theHourThatIsLeftOutLosesNoDay() {
    List<Instant> found =
        all(
            new Schedule("30 2 * * *", BERLIN, false),
            at("2026-03-27T12:00:00Z"),
            at("2026-03-31T12:00:00Z"));

    assertThat(found)
        .extracting(instant -> LocalDate.ofInstant(instant, BERLIN))
        .containsExactly(
            LocalDate.of(2026, 3, 28),
            LocalDate.of(2026, 3, 29),
            LocalDate.of(2026, 3, 30),
            LocalDate.of(2026, 3, 31));
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    assertThatThrownBy(() -> new CronTimes(Schedule.utc("every day")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
