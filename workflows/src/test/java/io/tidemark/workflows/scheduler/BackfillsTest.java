package io.tidemark.workflows.scheduler;

import static io.tidemark.workflows.scheduler.Bench.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import io.tidemark.workflows.scheduler.Backfills.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seven days of a daily workflow, made up for. */
class BackfillsTest {
  private static final Instant FROM = Instant.parse("2026-11-08T00:30:00Z");
  private static final Instant TO = Instant.parse("2026-11-14T23:00:00Z");

  @TempDir Path folder;

  private Bench bench(String script) {
    MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    Workflow daily =
        new Workflow(
            "daily",
            "d",
            Optional.of(Schedule.utc("30 0 * * *")),
            new Limits(3, Duration.ofHours(1)),
            List.of(script("t", script)));
    return new Bench(folder.resolve("scheduler"), clock, daily);
  }

  private static Backfills backfills(Bench bench) {
    return new Backfills(bench.database, bench.scheduler, bench.control);
  }

  private static Wanted wanted(Reprocess reprocess, int maxActiveRuns) {
    return new Wanted("daily", FROM, TO, "{}", reprocess, maxActiveRuns, "somebody");
  }

  private static Backfill completed(Bench bench, Backfill backfill) {
    Backfills backfills = backfills(bench);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              bench.scheduler.look();
              return backfills.get(backfill.backfillId()).orElseThrow().completedAt().isPresent();
            });
    return backfills.get(backfill.backfillId()).orElseThrow();
  }

  @Test
  void itsDaysRunInOrderAndNoMoreAtOnceThanIsAllowed() {
    Path order = folder.resolve("order");
    Path busy = folder.resolve("busy");
    String alone =
        "mkdir %1$s || exit 9; echo {day} >> %2$s; sleep .05; rmdir %1$s".formatted(busy, order);
    try (Bench bench = bench(alone)) {
      Backfill backfill = backfills(bench).create(wanted(Reprocess.NONE, 1));

      completed(bench, backfill);

      assertThat(order)
          .hasContent(
              "2026-11-07\n2026-11-08\n2026-11-09\n2026-11-10\n2026-11-11\n2026-11-12\n2026-11-13");
      assertThat(bench.archive.countByState("daily")).containsEntry("success", 7);
    }
  }

  @Test
  void datesThatHaveARunKeepItUnlessItIsToRunAgain() throws Exception {
    Path fixed = folder.resolve("fixed");
    String failsOnTheTenth = "test {day} != 2026-11-10 || test -e " + fixed;
    try (Bench bench = bench(failsOnTheTenth)) {
      Backfills backfills = backfills(bench);
      completed(bench, backfills.create(wanted(Reprocess.NONE, 3)));
      assertThat(bench.run("daily", "backfill__2026-11-11T00:30:00Z").state())
          .isEqualTo(RunStatus.FAILED);

      assertThat(backfills.dates(wanted(Reprocess.NONE, 3))).isEmpty();
      assertThat(backfills.dates(wanted(Reprocess.FAILED, 3)))
          .containsExactly(Instant.parse("2026-11-11T00:30:00Z"));
      assertThat(backfills.dates(wanted(Reprocess.COMPLETED, 3))).hasSize(7);
      Files.createFile(fixed);
      completed(bench, backfills.create(wanted(Reprocess.FAILED, 3)));

      assertThat(bench.archive.countByState("daily")).containsEntry("success", 7);
      assertThat(bench.task("daily", "backfill__2026-11-11T00:30:00Z", "t").tryNumber())
          .isEqualTo(2);
      assertThat(bench.task("daily", "backfill__2026-11-12T00:30:00Z", "t").tryNumber())
          .isEqualTo(1);
    }
  }

  @Test
  void whatIsPausedWaitsAndWhatIsCancelledIsGivenUp() {
    Path goOn = folder.resolve("go-on");
    try (Bench bench = bench("while ! test -e %s; do sleep .02; done".formatted(goOn))) {
      Backfills backfills = backfills(bench);
      Backfill backfill = backfills.create(wanted(Reprocess.NONE, 1));
      assertThatThrownBy(() -> backfills.create(wanted(Reprocess.NONE, 1)))
          .hasMessageContaining("only one running backfill");
      bench.awaitTask("daily", "backfill__2026-11-08T00:30:00Z", "t", TaskStatus.RUNNING);
      backfills.setPaused(backfill.backfillId(), true);
      touch(goOn);
      assertThat(bench.ended("daily", "backfill__2026-11-08T00:30:00Z").state())
          .isEqualTo(RunStatus.SUCCESS);
      bench.scheduler.look();
      assertThat(bench.archive.countByState("daily")).containsEntry("queued", 6);

      backfills.cancel(backfill.backfillId());

      assertThat(completed(bench, backfill).completedAt()).isPresent();
      assertThat(bench.archive.countByState("daily"))
          .containsEntry("success", 1)
          .containsEntry("failed", 6);
      assertThatThrownBy(() -> backfills.setPaused(backfill.backfillId(), false))
          .hasMessageContaining("already completed");
    }
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatHasNoScheduleHasNoDates() {
    try (Bench bench =
        new Bench(
            folder.resolve("scheduler"),
            new MovableClock(TO),
            Bench.workflow("daily", script("t", "true")))) {
      assertThatThrownBy(() -> backfills(bench).create(wanted(Reprocess.NONE, 1)))
          .hasMessageContaining("has no schedule");
    }
  }
}
