package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A run or a task with some of its fields changed. */
final class Edits {
  private Edits() {}

  /** A run in another state, with the dates that come with it. */
  static Run run(Run run, RunStatus state, Instant now) {
    Optional<Instant> started =
        switch (state) {
          case QUEUED -> Optional.empty();
          case RUNNING -> run.startDate().or(() -> Optional.of(now));
          case SUCCESS, FAILED -> run.startDate();
        };
    Optional<Instant> ended =
        state.isFinished() ? run.endDate().or(() -> Optional.of(now)) : Optional.empty();
    return new Run(
        run.runKey(),
        run.dagId(),
        run.runId(),
        run.logicalDate(),
        run.intervalStart(),
        run.intervalEnd(),
        run.runAfter(),
        state == RunStatus.QUEUED ? Optional.of(now) : run.queuedAt(),
        started,
        ended,
        Optional.of(now),
        state,
        run.runType(),
        run.triggeredBy(),
        run.triggeringUser(),
        run.dataDay(),
        run.conf(),
        run.note());
  }

  static Run note(Run run, Optional<String> note) {
    return new Run(
        run.runKey(),
        run.dagId(),
        run.runId(),
        run.logicalDate(),
        run.intervalStart(),
        run.intervalEnd(),
        run.runAfter(),
        run.queuedAt(),
        run.startDate(),
        run.endDate(),
        run.lastDecision(),
        run.state(),
        run.runType(),
        run.triggeredBy(),
        run.triggeringUser(),
        run.dataDay(),
        run.conf(),
        note);
  }

  /** The next try may begin: it has a number and an identity of its own. */
  static TaskRow nextTry(TaskRow task, Instant now) {
    return new TaskRow(
        task.runKey(),
        task.taskId(),
        task.position(),
        UUID.randomUUID(),
        Optional.of(TaskStatus.SCHEDULED),
        task.tryNumber() + 1,
        task.maxTries(),
        Optional.of(now),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        task.pool(),
        task.poolSlots(),
        Optional.empty());
  }

  static TaskRow queued(TaskRow task, Instant now) {
    return with(
        task, Optional.of(TaskStatus.QUEUED), Optional.of(now), task.startDate(), task.endDate());
  }

  static TaskRow running(TaskRow task, long pid, Instant now) {
    TaskRow running =
        with(
            task,
            Optional.of(TaskStatus.RUNNING),
            task.queuedWhen(),
            Optional.of(now),
            Optional.empty());
    return new TaskRow(
        running.runKey(),
        running.taskId(),
        running.position(),
        running.tryUid(),
        running.state(),
        running.tryNumber(),
        running.maxTries(),
        running.scheduledWhen(),
        running.queuedWhen(),
        running.startDate(),
        running.endDate(),
        Optional.empty(),
        Optional.of(pid),
        running.pool(),
        running.poolSlots(),
        running.note());
  }

  /** It has ended, or has been decided without having run. */
  static TaskRow ended(TaskRow task, TaskStatus state, Instant now) {
    return with(
        task,
        Optional.of(state),
        task.queuedWhen(),
        task.startDate().or(() -> Optional.of(now)),
        task.endDate().or(() -> Optional.of(now)));
  }

  /** Another state and nothing else. */
  static TaskRow state(TaskRow task, Optional<TaskStatus> state) {
    return with(task, state, task.queuedWhen(), task.startDate(), task.endDate());
  }

  static TaskRow retryAt(TaskRow task, Instant at) {
    return more(task, task.maxTries(), Optional.of(at), task.note());
  }

  static TaskRow maxTries(TaskRow task, int maxTries) {
    return more(task, maxTries, task.nextTryAt(), task.note());
  }

  static TaskRow note(TaskRow task, Optional<String> note) {
    return more(task, task.maxTries(), task.nextTryAt(), note);
  }

  private static TaskRow with(
      TaskRow task,
      Optional<TaskStatus> state,
      Optional<Instant> queued,
      Optional<Instant> started,
      Optional<Instant> ended) {
    return new TaskRow(
        task.runKey(),
        task.taskId(),
        task.position(),
        task.tryUid(),
        state,
        task.tryNumber(),
        task.maxTries(),
        task.scheduledWhen(),
        queued,
        started,
        ended,
        task.nextTryAt(),
        task.pid(),
        task.pool(),
        task.poolSlots(),
        task.note());
  }

  private static TaskRow more(
      TaskRow task, int maxTries, Optional<Instant> nextTryAt, Optional<String> note) {
    return new TaskRow(
        task.runKey(),
        task.taskId(),
        task.position(),
        task.tryUid(),
        task.state(),
        task.tryNumber(),
        maxTries,
        task.scheduledWhen(),
        task.queuedWhen(),
        task.startDate(),
        task.endDate(),
        nextTryAt,
        task.pid(),
        task.pool(),
        task.poolSlots(),
        note);
  }
}
