package io.tidemark.workflows.scheduler;

import static io.tidemark.workflows.scheduler.Bench.script;
import static io.tidemark.workflows.scheduler.Bench.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.workflows.Resources;
import io.tidemark.workflows.Retries;
import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import io.tidemark.workflows.process.ProcessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler with its database and real processes. */
class SchedulerTest {
  private static final Selection FAILED = new Selection(List.of(), true, false, false, false);
  private static final Selection EVERYTHING = new Selection(List.of(), false, false, false, false);

  @TempDir Path folder;

  private Bench bench(Workflow... workflows) {
    return new Bench(folder.resolve("scheduler"), Clock.systemUTC(), workflows);
  }

  @Test
  void tasksRunInOrderForTheDataDayAndLeaveTheirLastLine() {
    Path order = folder.resolve("order");
    Workflow workflow =
        workflow(
            "w",
            script("second", "echo second >> " + order, "first"),
            script("first", "echo first >> %s; echo for {day} {as_of}".formatted(order)));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");

      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.SUCCESS);
      assertThat(order).hasContent("first\nsecond");
      assertThat(bench.archive.xcoms(bench.run("w", "r"), "first"))
          .extracting(XComRow::json)
          .containsExactly("\"for 2026-11-20 2026-11-21T00:00:00Z\"");
      assertThat(bench.task("w", "r", "first").tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsTriedAgainThenStopsWhatWaitsForItAndSaysWhy() {
    Task flaky =
        script("flaky", "echo try $TIDEMARK_TRY; echo boom; exit 7")
            .retried(new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1)));
    Workflow workflow =
        workflow("w", flaky, script("after", "true", "flaky"), script("beside", "true"));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");

      Run run = bench.ended("w", "r");

      assertThat(run.state()).isEqualTo(RunStatus.FAILED);
      assertThat(run.note()).contains("flaky: exit status 7: boom");
      assertThat(bench.states("w", "r"))
          .isEqualTo(Map.of("flaky", "failed", "after", "upstream_failed", "beside", "success"));
      assertThat(bench.archive.tries(run, "flaky"))
          .extracting(TryRow::tryNumber)
          .containsExactly(1, 2, 3);
      assertThat(bench.log("w", "r", "flaky", 3)).contains("try 3", "boom");
      assertThat(bench.task("w", "r", "after").tryNumber()).isZero();
    }
  }

  @Test
  void aTryThatHangsIsEndedWithAllItStarted() {
    Path pids = folder.resolve("pids");
    Task hangs =
        script("hangs", "trap '' TERM; sleep 1000 & echo $! $$ > %s; wait".formatted(pids))
            .within(Duration.ofMillis(700));
    try (Bench bench = bench(workflow("w", hangs))) {
      bench.trigger("w", "r");

      assertThat(bench.ended("w", "r").note()).contains("hangs: it ran for longer than it may");
      assertThat(livingOf(pids)).isEmpty();
    }
  }

  private static List<String> livingOf(Path pids) {
    try {
      return List.of(Files.readString(pids).strip().split(" ")).stream()
          .filter(pid -> ProcessKey.of(Long.parseLong(pid)).isPresent())
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRunOutOfTimeIsFailedWithItsRestSkipped() {
    Workflow workflow =
        new Workflow(
            "w",
            "d",
            Optional.empty(),
            new Limits(1, Duration.ofMillis(700)),
            List.of(script("slow", "sleep 1000"), script("after", "true", "slow")));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");
      bench.awaitTask("w", "r", "slow", TaskStatus.RUNNING);

      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.FAILED);
      assertThat(bench.states("w", "r")).isEqualTo(Map.of("slow", "skipped", "after", "skipped"));
      await()
          .until(() -> bench.database.jdbi().withHandle(h -> new Tables(h).attempts()).isEmpty());
    }
  }

  @Test
  void clearingHasWhatFailedRunAgainWithFurtherTries() {
    Path fixed = folder.resolve("fixed");
    Workflow workflow =
        workflow(
            "w",
            script("good", "echo once >> " + folder.resolve("good")),
            script("flaky", "test -e " + fixed, "good"),
            script("after", "true", "flaky"));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");
      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.FAILED);
      touch(fixed);

      assertThat(bench.control.clear("w", "r", FAILED, true, true)).hasSize(2);
      assertThat(bench.run("w", "r").state()).isEqualTo(RunStatus.FAILED);
      bench.control.clear("w", "r", FAILED, false, true);

      Run run = bench.ended("w", "r");
      assertThat(run.state()).isEqualTo(RunStatus.SUCCESS);
      assertThat(run.note()).isEmpty();
      assertThat(bench.task("w", "r", "flaky").tryNumber()).isEqualTo(2);
      assertThat(folder.resolve("good")).hasContent("once");
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
  void aTaskClearedWhileItRunsBeginsAnewAndNeverTwiceAtOnce() {
    Path running = folder.resolve("running");
    // Fails if another of it is there.
    String alone =
        "mkdir %1$s || exit 9; trap 'sleep .1; rmdir %1$s; exit 1' TERM; ".formatted(running);
    Path finish = folder.resolve("finish");
    Workflow workflow =
        workflow(
            "w",
            script(
                "long",
                alone
                    + "while ! test -e %s; do sleep .05; done; rmdir %s"
                        .formatted(finish, running)));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");
      await().until(() -> Files.exists(running));

      bench.control.clear("w", "r", EVERYTHING, false, true);
      assertThat(bench.states("w", "r")).containsEntry("long", "restarting");
      touch(finish);

      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.SUCCESS);
      assertThat(bench.task("w", "r", "long").tryNumber()).isEqualTo(2);
    }
  }

  @Test
  void whatIsMarkedSuccessLetsTheRestGoOn() {
    Workflow workflow = workflow("w", script("bad", "false"), script("after", "true", "bad"));
    try (Bench bench = bench(workflow)) {
      bench.trigger("w", "r");
      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.FAILED);

      bench.control.mark("w", "r", "bad", TaskStatus.SUCCESS, false);

      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.SUCCESS);
      assertThat(bench.states("w", "r")).isEqualTo(Map.of("bad", "success", "after", "success"));
      assertThatThrownBy(() -> bench.control.mark("w", "r", "bad", TaskStatus.SUCCESS, false))
          .hasMessageContaining("already in success state");
    }
  }

  @Test
  void aRunMarkedFailedEndsWhatRuns() {
    try (Bench bench =
        bench(workflow("w", script("long", "sleep 1000"), script("after", "true", "long")))) {
      bench.trigger("w", "r");
      bench.awaitTask("w", "r", "long", TaskStatus.RUNNING);
      long pid = bench.task("w", "r", "long").pid().orElseThrow();

      bench.control.mark("w", "r", RunStatus.FAILED);

      assertThat(bench.states("w", "r")).isEqualTo(Map.of("long", "failed", "after", "skipped"));
      await().until(() -> ProcessKey.of(pid).isEmpty());
    }
  }

  @Test
  void pausedWorkflowsWait() {
    try (Bench bench = bench(workflow("w", script("t", "true")))) {
      bench.control.setPaused("w", true);
      bench.trigger("w", "r");
      bench.scheduler.look();
      assertThat(bench.run("w", "r").state()).isEqualTo(RunStatus.QUEUED);

      bench.control.setPaused("w", false);

      assertThat(bench.ended("w", "r").state()).isEqualTo(RunStatus.SUCCESS);
    }
  }

  @Test
  void runsWaitForEachOtherAndTasksForSlots() {
    Path busy = folder.resolve("busy");
    String alone = "mkdir %1$s && sleep .1 && rmdir %1$s".formatted(busy);
    Task one = script("one", alone).taking(Resources.BEAM_JOB);
    Task two = script("two", alone).taking(Resources.BEAM_JOB);
    try (Bench bench = bench(workflow("w", one, two))) {
      for (String run : List.of("a", "b", "c")) {
        bench.trigger("w", run);
      }

      for (String run : List.of("a", "b", "c")) {
        assertThat(bench.ended("w", run).state()).isEqualTo(RunStatus.SUCCESS);
      }
      assertThat(bench.run("w", "b").startDate().orElseThrow())
          .isAfterOrEqualTo(bench.run("w", "a").endDate().orElseThrow());
      assertThat(bench.run("w", "c").startDate().orElseThrow())
          .isAfterOrEqualTo(bench.run("w", "b").endDate().orElseThrow());
    }
  }

  @Test
  void theNextRunStartsAsTheOneBeforeEndsWithoutAnybodyLooking() {
    try (Bench bench = bench(workflow("w", script("t", "true")))) {
      for (String run : List.of("a", "b", "c")) {
        bench.trigger("w", run);
      }

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> bench.run("w", "c").state() == RunStatus.SUCCESS);
    }
  }

  @Test
  void schedulesMakeOneRunADateWhateverTheClockDoes() {
    MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    Workflow daily =
        Bench.scheduled("daily", Schedule.utc("30 0 * * *"), script("t", "echo {day}"));
    try (Bench bench = new Bench(folder.resolve("scheduler"), clock, daily)) {
      assertThat(runIds(bench)).isEmpty();
      clock.set(Instant.parse("2026-11-21T00:30:00Z"));
      bench.scheduler.look();
      bench.scheduler.look();
      assertThat(runIds(bench)).containsExactly("scheduled__2026-11-21T00:30:00Z");
      assertThat(bench.ended("daily", "scheduled__2026-11-21T00:30:00Z").dataDay())
          .isEqualTo("2026-11-20");

      clock.set(Instant.parse("2026-11-20T23:00:00Z"));
      bench.scheduler.look();
      clock.set(Instant.parse("2026-11-21T00:31:00Z"));
      bench.scheduler.look();
      assertThat(runIds(bench)).hasSize(1);

      // A year ahead by mistake, and back.
      clock.set(Instant.parse("2027-11-21T00:00:00Z"));
      bench.scheduler.look();
      clock.set(Instant.parse("2026-11-22T00:31:00Z"));
      bench.scheduler.look();
      clock.set(Instant.parse("2026-11-23T00:31:00Z"));
      bench.scheduler.look();
      assertThat(runIds(bench)).contains("scheduled__2026-11-23T00:30:00Z").doesNotHaveDuplicates();
    }
  }

  @Test
  void whatWasMissedIsCaughtUpInOrderIfTheScheduleSaysSo() {
    MovableClock clock = new MovableClock(Instant.parse("2026-11-17T12:00:00Z"));
    Path order = folder.resolve("order");
    Workflow daily =
        Bench.scheduled(
            "daily",
            new Schedule("30 0 * * *", ZoneOffset.UTC, true),
            script("t", "echo {day} >> " + order));
    Path state = folder.resolve("scheduler");
    new Bench(state, clock, daily).close();
    clock.set(Instant.parse("2026-11-20T12:00:00Z"));
    try (Bench bench = new Bench(state, clock, daily)) {
      bench.ended("daily", "scheduled__2026-11-20T00:30:00Z");

      assertThat(order).hasContent("2026-11-17\n2026-11-18\n2026-11-19");
    }
  }

  private static List<String> runIds(Bench bench) {
    return bench.archive.runs(new Query(100, 0)).items().stream().map(Run::runId).toList();
  }

  @Test
  void aSecondSchedulerIsRefused() {
    Workflow workflow = workflow("w", script("t", "true"));
    Bench first = bench(workflow);

    assertThatThrownBy(() -> bench(workflow))
        .isInstanceOf(SchedulerException.class)
        .hasMessageContaining("another scheduler runs on");
    first.close();
    bench(workflow).close();
  }

  @Test
  void whatRanWhenTheSchedulerWasStoppedIsTriedAgainAtNoCost() {
    Path second = folder.resolve("second");
    Workflow workflow =
        workflow(
            "w", script("t", "test -e %1$s && exit 0; touch %1$s; sleep 1000".formatted(second)));
    Bench bench = bench(workflow);
    bench.trigger("w", "r");
    await().until(() -> Files.exists(second));
    long pid = bench.task("w", "r", "t").pid().orElseThrow();
    bench.close();
    assertThat(ProcessKey.of(pid)).isEmpty();

    try (Bench again = bench(workflow)) {
      assertThat(again.ended("w", "r").state()).isEqualTo(RunStatus.SUCCESS);
      assertThat(again.task("w", "r", "t").tryNumber()).isEqualTo(2);
    }
  }

  @Test
  void aRunIsThereOnceAndOneThatRunsIsNotForgotten() {
    try (Bench bench = bench(workflow("w", script("long", "sleep 1000")))) {
      bench.trigger("w", "r");
      bench.awaitTask("w", "r", "long", TaskStatus.RUNNING);

      assertThatThrownBy(() -> bench.trigger("w", "r"))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.EXISTS));
      assertThatThrownBy(() -> bench.control.delete("w", "r"))
          .hasMessageContaining("cannot be deleted in running state");
      bench.control.mark("w", "r", RunStatus.FAILED);
      bench.control.delete("w", "r");
      assertThat(bench.archive.run("w", "r")).isEmpty();
    }
  }
}
