package io.tidemark.workflows.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.AirflowException;
import io.tidemark.workflows.client.AirflowException.Kind;
import io.tidemark.workflows.client.ClearRequest;
import io.tidemark.workflows.client.Dag;
import io.tidemark.workflows.client.DagRun;
import io.tidemark.workflows.client.DagTask;
import io.tidemark.workflows.client.RunFilter;
import io.tidemark.workflows.client.RunRequest;
import io.tidemark.workflows.client.RunState;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.RunWatch;
import io.tidemark.workflows.client.TaskInstance;
import io.tidemark.workflows.client.TaskState;
import io.tidemark.workflows.client.XCom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the client and a server owe each other. Against the embedded scheduler; with {@code
 * -Dairflow.url=... -Dairflow.user=... -Dairflow.password=...} against a real Airflow, of whichever
 * version, that has {@code tidemark_contract.py} of the test resources in its DAG folder.
 */
class AirflowContractTest {
  private static final String OK = "tidemark_contract";
  private static final String FAILS = "tidemark_contract_fails";
  private static final String SLEEPS = "tidemark_contract_sleeps";
  private static final String URL = System.getProperty("airflow.url", "");
  private static final long STARTED = Instant.now().getEpochSecond();

  @TempDir private static Path folder;
  private static EmbeddedScheduler embedded;
  private static AirflowClient airflow;

  @BeforeAll
  static void connect() throws Exception {
    if (URL.isEmpty()) {
      embedded = new EmbeddedScheduler(folder);
      airflow = embedded.client("admin");
    } else {
      airflow =
          AirflowClient.connect(
              AirflowAddress.of(
                  URL, System.getProperty("airflow.user"), System.getProperty("airflow.password")));
    }
    for (String dag : List.of(OK, FAILS, SLEEPS)) {
      airflow.setPaused(dag, false);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (airflow != null) {
      airflow.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }

  /** Ids and dates of their own in each run of the tests, also on a server that remembers. */
  private static RunRequest run(String name, int daysBack) {
    DataDay day = new DataDay(LocalDate.of(2026, 6, 1).minusDays(daysBack));
    return new RunRequest(
        "%s_%d".formatted(name, STARTED),
        Optional.of(day.asOf().plusSeconds(STARTED % 86_400)),
        Map.of(DataDay.CONF, day.toString(), "mode", "test"),
        Optional.of("a test"));
  }

  private static RunView await(String dag, RunRequest run) throws InterruptedException {
    airflow.trigger(dag, run);
    return new RunWatch(airflow, Duration.ofMillis(100), Duration.ofMinutes(1))
        .await(dag, run.runId(), seen -> {});
  }

  @Test
  void workflowsAreListedWithTheirTasks() {
    assertThat(airflow.dags()).extracting(Dag::id).contains(OK, FAILS, SLEEPS);
    assertThat(airflow.dag(OK)).isPresent();
    assertThat(airflow.dag("none_such")).isEmpty();
    assertThat(airflow.tasks(OK))
        .extracting(DagTask::id)
        .containsExactlyInAnyOrder("extract", "flaky", "load");
    assertThat(airflow.health().database()).isEqualTo("healthy");
  }

  @Test
  void aRunSucceedsWithTriesLogsAndWhatItsTasksLeft() throws Exception {
    RunRequest wanted = run("ok", 1);

    RunView end = await(OK, wanted);

    assertThat(end.isSuccess()).isTrue();
    assertThat(end.run().conf().get("mode").asText()).isEqualTo("test");
    assertThat(end.run().note()).contains("a test");
    assertThat(end.tasks())
        .extracting(TaskInstance::state)
        .hasSize(3)
        .containsOnly(TaskState.SUCCESS);
    String id = wanted.runId();
    assertThat(airflow.tries(OK, id, "flaky"))
        .extracting(TaskInstance::tryNumber)
        .containsExactly(1, 2);
    assertThat(airflow.tries(OK, id, "flaky"))
        .extracting(TaskInstance::state)
        .containsExactly(TaskState.FAILED, TaskState.SUCCESS);
    assertThat(airflow.log(OK, id, "flaky", 1, Optional.empty()).lines())
        .anyMatch(line -> line.contains("try 1"));
    assertThat(airflow.log(OK, id, "flaky", 2, Optional.empty()).next()).isEmpty();
    assertThat(airflow.xcoms(OK, id, "extract")).extracting(XCom::key).contains("return_value");
    JsonNode left =
        airflow.xcom(OK, id, "extract", "return_value").orElseThrow().value().orElseThrow();
    assertThat(left.asText()).isEqualTo("42");
    assertThat(airflow.xcom(OK, id, "extract", "nope")).isEmpty();
  }

  @Test
  void theSameRunAskedForTwiceIsOneRunAndItsDateIsTaken() throws Exception {
    RunRequest wanted = run("twice", 2);

    assertThat(airflow.trigger(OK, wanted).created()).isTrue();
    assertThat(airflow.trigger(OK, wanted).created()).isFalse();
    RunRequest other =
        new RunRequest("other_" + STARTED, wanted.logicalDate(), wanted.conf(), Optional.empty());
    assertThatThrownBy(() -> airflow.trigger(OK, other))
        .isInstanceOfSatisfying(
            AirflowException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
        .hasMessageContaining("run '%s' has its logical date".formatted(wanted.runId()));
  }

  @Test
  void aFailedRunSaysWhatFailedAndRunsAgainWhenItIsCleared() throws Exception {
    RunRequest wanted = run("fails", 3);
    RunView end = await(FAILS, wanted);

    assertThat(end.failure()).contains("failed: broken");
    assertThat(end.tasks())
        .extracting(TaskInstance::taskId, task -> task.state().name())
        .contains(tuple("broken", "failed"), tuple("load", "upstream_failed"));
    assertThat(airflow.log(FAILS, wanted.runId(), "broken", 1, Optional.empty()).lines())
        .anyMatch(line -> line.contains("asked to fail"));

    assertThat(airflow.clear(FAILS, ClearRequest.failed(wanted.runId())))
        .containsExactlyInAnyOrder("broken", "load");
    RunView again =
        new RunWatch(airflow, Duration.ofMillis(100), Duration.ofMinutes(1))
            .await(FAILS, wanted.runId(), seen -> {});
    assertThat(again.failure()).contains("failed: broken");
    TaskInstance broken = airflow.taskInstance(FAILS, wanted.runId(), "broken").orElseThrow();
    assertThat(broken.tryNumber()).isEqualTo(2);

    airflow.mark(FAILS, wanted.runId(), "broken", TaskState.SUCCESS);
    airflow.mark(FAILS, wanted.runId(), "broken", TaskState.SUCCESS);
    assertThat(
            new RunWatch(airflow, Duration.ofMillis(100), Duration.ofMinutes(1))
                .await(FAILS, wanted.runId(), seen -> {})
                .isSuccess())
        .isTrue();
    assertThat(
            airflow.clear(FAILS, new ClearRequest(wanted.runId(), List.of("nope"), false, false)))
        .isEmpty();
  }

  @Test
  void aRunningRunsLogGoesOnAndItCanBeEnded() throws Exception {
    RunRequest wanted = run("sleeps", 4);
    airflow.trigger(SLEEPS, wanted);
    until(
        () ->
            airflow
                .taskInstance(SLEEPS, wanted.runId(), "sleep")
                .map(task -> task.state().equals(TaskState.RUNNING))
                .orElse(false));
    until(
        () ->
            airflow.log(SLEEPS, wanted.runId(), "sleep", 1, Optional.empty()).lines().stream()
                .anyMatch(line -> line.endsWith("asleep")));
    if (airflow.apiVersion().equals("v2")) {
      assertThat(airflow.log(SLEEPS, wanted.runId(), "sleep", 1, Optional.empty()).next())
          .isPresent();
    }

    assertThat(airflow.mark(SLEEPS, wanted.runId(), RunState.FAILED).state())
        .isEqualTo(RunState.FAILED);
    assertThat(airflow.taskInstance(SLEEPS, wanted.runId(), "sleep").orElseThrow().state())
        .isEqualTo(TaskState.FAILED);
    airflow.note(SLEEPS, wanted.runId(), "looked at");
    assertThat(airflow.run(SLEEPS, wanted.runId()).orElseThrow().note()).contains("looked at");
    airflow.delete(SLEEPS, wanted.runId());
    airflow.delete(SLEEPS, wanted.runId());
    assertThat(airflow.run(SLEEPS, wanted.runId())).isEmpty();
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
  }

  @Test
  void aPausedWorkflowsRunWaitsAndSaysSo() {
    RunRequest wanted = run("paused", 5);
    airflow.setPaused(SLEEPS, true);
    try {
      airflow.trigger(SLEEPS, wanted);
      RunView view = new RunWatch(airflow).look(SLEEPS, wanted.runId());
      assertThat(view.run().state()).isEqualTo(RunState.QUEUED);
      assertThat(view.waitsFor()).contains(SLEEPS + " is paused");
    } finally {
      airflow.mark(SLEEPS, wanted.runId(), RunState.FAILED);
      airflow.delete(SLEEPS, wanted.runId());
      airflow.setPaused(SLEEPS, false);
    }
  }

  @Test
  void runsAreListedNewestFirstAndByStateAndDate() throws Exception {
    RunRequest wanted = run("listed", 6);
    await(OK, wanted);

    assertThat(airflow.runs(OK, RunFilter.newest(50).in(RunState.SUCCESS)))
        .extracting(DagRun::runId)
        .contains(wanted.runId());
    assertThat(airflow.runs("~", RunFilter.newest(50).at(wanted.logicalDate().orElseThrow())))
        .extracting(DagRun::runId)
        .containsExactly(wanted.runId());
    assertThat(airflow.runs(OK, RunFilter.newest(1))).hasSize(1);
  }

  @Test
  void poolsAndVariablesAreSetReadAndDeleted() {
    airflow.settings().setPool("contract", 2, "a test");
    assertThat(airflow.settings().setPool("contract", 3, "a test").slots()).isEqualTo(3);
    assertThat(airflow.settings().pools()).anyMatch(pool -> pool.name().equals("contract"));
    airflow.settings().deletePool("contract");
    assertThat(airflow.settings().pools()).noneMatch(pool -> pool.name().equals("contract"));

    airflow.settings().setVariable("contract", "one");
    airflow.settings().setVariable("contract", "two");
    assertThat(airflow.settings().variable("contract").orElseThrow().value()).isEqualTo("two");
    airflow.settings().setVariable("contract_password", "hidden");
    assertThat(airflow.settings().variable("contract_password").orElseThrow().value())
        .isEqualTo("***");
    airflow.settings().deleteVariable("contract_password");
    airflow.settings().deleteVariable("contract");
    assertThat(airflow.settings().variable("contract")).isEmpty();
  }

  @Test
  void aWrongPasswordIsNamedAsSuchAndNotShown() {
    String url = URL.isEmpty() ? embedded.url().toString() : URL;
    try (AirflowClient stranger =
        AirflowClient.connect(AirflowAddress.of(url, "admin", "wr0ng-w0rd"))) {
      assertThatThrownBy(stranger::dags)
          .isInstanceOfSatisfying(
              AirflowException.class,
              e -> assertThat(e.kind()).isIn(Kind.UNAUTHENTICATED, Kind.FORBIDDEN))
          .message()
          .doesNotContain("wr0ng-w0rd");
    }
  }
}
