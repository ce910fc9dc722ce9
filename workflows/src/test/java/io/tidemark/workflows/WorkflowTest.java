package io.tidemark.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static Task task(String id, String... upstream) {
    return new Task(id, day -> List.of(id), List.of(upstream));
  }

  @Test
  void tasksComeAfterWhatTheyWaitFor() {
    Workflow workflow = new Workflow("w", "d", List.of(task("c", "b"), task("b", "a"), task("a")));

    assertThat(workflow.tasks()).extracting(Task::id).containsExactly("a", "b", "c");
  }

  @Test
  void aCircleIsRefused() {
    assertThatThrownBy(() -> new Workflow("w", "d", List.of(task("a", "b"), task("b", "a"))))
        .hasMessageContaining("wait for each other");
  }

  @Test
  void anUpstreamThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> new Workflow("w", "d", List.of(task("a", "nowhere"))))
        .hasMessageContaining("nowhere");
  }

  @Test
  void aTaskIdUsedTwiceIsNamed() {
    assertThatThrownBy(() -> new Workflow("w", "d", List.of(task("a"), task("a"))))
        .hasMessageContaining("two tasks called a");
  }

  @Test
  void theAsOfIsTheEndOfTheDataDay() {
    List<String> command =
        Workflows.DAILY_EMBEDDINGS.tasks().get(0).command().apply(LocalDate.of(2026, 2, 28));

    assertThat(command)
        .containsExactly("embed", "--published-model", "--as-of", "2026-03-01T00:00:00Z");
  }

  @Test
  void nothingIsCleanedUpUnlessTheDayWasEmbedded() {
    assertThat(Workflows.DAILY_EMBEDDINGS.tasks())
        .extracting(Task::id)
        .containsExactly("embed_users", "clean_releases");
    assertThat(Workflows.DAILY_EMBEDDINGS.tasks().get(1).upstream()).containsExactly("embed_users");
  }

  @Test
  void workflowsAreFoundByTheirId() {
    assertThat(Workflows.named("train")).contains(Workflows.TRAIN);
    assertThat(Workflows.named("no_such_workflow")).isEmpty();
  }
}
