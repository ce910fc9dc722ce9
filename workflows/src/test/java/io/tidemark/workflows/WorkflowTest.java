package io.tidemark.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.workflows.Workflow.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static final DataDay DAY = new DataDay(LocalDate.of(2026, 2, 28));

  static Workflow workflow(Task... tasks) {
    return new Workflow(
        "w", "d", Optional.empty(), new Limits(1, Duration.ofHours(1)), List.of(tasks));
  }

  private static Task task(String id, String... upstream) {
    return Task.of(id, Command.of(id)).after(upstream);
  }

  @Test
  void tasksComeAfterWhatTheyWaitFor() {
    assertThat(workflow(task("c", "b"), task("b", "a"), task("a")).tasks())
        .extracting(Task::id)
        .containsExactly("a", "b", "c");
  }

  @Test
  void aCircleIsRefused() {
    assertThatThrownBy(() -> workflow(task("a", "b"), task("b", "a")))
        .hasMessageContaining("wait for each other");
  }

  @Test
  void anUpstreamThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> workflow(task("a", "nowhere"))).hasMessageContaining("nowhere");
  }

  @Test
  void aTaskIdUsedTwiceIsNamed() {
    assertThatThrownBy(() -> workflow(task("a"), task("a")))
        .hasMessageContaining("two tasks called a");
  }

  @Test
  void theAsOfIsTheEndOfTheDataDay() {
    assertThat(Command.of("embed", "--as-of", "{as_of}").forDay(DAY))
        .containsExactly("embed", "--as-of", "2026-03-01T00:00:00Z");
    assertThat(Command.of("x", "{day_start}..{day}").forDay(DAY))
        .containsExactly("x", "2026-02-28T00:00:00Z..2026-02-28");
  }

  @Test
  void aPlaceholderThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> Command.of("embed", "{tomorrow}")).hasMessageContaining("{tomorrow}");
  }

  @Test
  void theDataDayIsWhatTheRunSaysElseTheDayBeforeItsLogicalDate() {
    Optional<Instant> date = Optional.of(Instant.parse("2026-03-01T00:30:00Z"));

    assertThat(DataDay.of(Map.of(), date)).contains(DAY);
    assertThat(DataDay.of(Map.of("data_day", "2026-01-05"), date))
        .contains(new DataDay(LocalDate.of(2026, 1, 5)));
    assertThat(DataDay.of(Map.of(), Optional.empty())).isEmpty();
    assertThatThrownBy(() -> DataDay.of(Map.of("data_day", "yesterday"), date))
        .hasMessageContaining("data_day is 'yesterday'");
  }

  @Test
  void retriesWaitTwiceAsLongEachTimeUpToTheMaximum() {
    Retries retries = new Retries(9, Duration.ofMinutes(5), Duration.ofHours(1));

    assertThat(List.of(1, 2, 3, 4, 5, 60).stream().map(retries::delayAfter))
        .containsExactly(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(40),
            Duration.ofHours(1),
            Duration.ofHours(1));
  }

  @Test
  void aDayIsEmbeddedOnceAllOfItIsThere() {
    assertThat(Workflows.DAILY_EMBEDDINGS.task("embed_users").orElseThrow().upstream())
        .contains("seal_day");
  }

  @Test
  void workflowsAreFoundByTheirId() {
    assertThat(Workflows.named("train_pinnerformer")).contains(Workflows.TRAIN_PINNERFORMER);
    assertThat(Workflows.named("no_such_workflow")).isEmpty();
  }
}
