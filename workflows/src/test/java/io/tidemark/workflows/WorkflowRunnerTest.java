package io.tidemark.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.tidemark.workflows.TaskRun.State;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowRunnerTest {
  private static final DataDay DAY = new DataDay(LocalDate.of(2026, 1, 2));
  private final List<List<String>> launched = new ArrayList<>();

  @Test
  void runsEveryTaskWithTheDataDay() throws Exception {
    List<TaskRun> runs = runner(0).run(Workflows.TRAIN_PINNERFORMER, DAY);

    assertThat(runs).extracting(TaskRun::state).containsOnly(State.SUCCESS);
    assertThat(launched)
        .extracting(command -> command.get(0), command -> command.get(command.size() - 1))
        .containsExactly(
            tuple("pins", "2026-01-02T00:00:00Z"),
            tuple("train", "2026-01-03T00:00:00Z"),
            tuple("embed", "2026-01-03T00:00:00Z"),
            tuple("train", "2026-01-03T00:00:00Z"));
  }

  @Test
  void whatWaitsForAFailedTaskIsNotStarted() throws Exception {
    Task broken = Task.of("broken", Command.of("broken"));
    Task after = Task.of("after", Command.of("after")).after("broken");
    Task beside = Task.of("beside", Command.of("beside"));

    List<TaskRun> runs = runner(3).run(WorkflowTest.workflow(broken, after, beside), DAY);

    assertThat(runs)
        .extracting(TaskRun::taskId, TaskRun::state)
        .containsExactlyInAnyOrder(
            tuple("broken", State.FAILED),
            tuple("after", State.UPSTREAM_FAILED),
            tuple("beside", State.SUCCESS));
    assertThat(launched).doesNotContain(List.of("after"));
  }

  private WorkflowRunner runner(int exitCodeOfBroken) {
    return new WorkflowRunner(
        arguments -> {
          launched.add(arguments);
          return arguments.contains("broken") ? exitCodeOfBroken : 0;
        },
        new WorkflowRunner.Listener() {
          @Override
          public void started(Task task, List<String> arguments) {}

          @Override
          public void ended(TaskRun run) {}
        });
  }
}
