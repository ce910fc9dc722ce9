package io.tidemark.workflows.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.client.AirflowException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers were recorded to do that a client falls for, and what this one makes of it. */
class AirflowClientTest {
  private static final String V1 = "2.10.3";
  private static final String V2 = "3.2.0";
  private static final RunRequest RUN =
      RunRequest.forDay("daily_features", new DataDay(LocalDate.of(2026, 9, 30)));

  private static MockResponse recorded(String server, String name) {
    return RecordedExchange.named(server, name).answer();
  }

  private static MockResponse json(String body) {
    return new MockResponse().setHeader("Content-Type", "application/json").setBody(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void theServersVersionIsFoundOut(String server) throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(server);
        AirflowClient client = airflow.client()) {
      assertThat(client.serverVersion()).isEqualTo(server);
      assertThat(client.apiVersion()).isEqualTo(server.equals(V1) ? "v1" : "v2");
    }
  }

  @Test
  void whatIsNoAirflowIsNamedAsSuch() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2)) {
      airflow.then(new MockResponse().setResponseCode(404));
      AirflowAddress elsewhere =
          AirflowAddress.of(airflow.address().url() + "elsewhere/api/v9/x", "a", "b");

      assertThatThrownBy(
              () -> AirflowClient.connect(AirflowAddress.of("http://127.0.0.1:1", "a", "b")))
          .isInstanceOfSatisfying(
              AirflowException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .hasMessageContaining("127.0.0.1:1");
      assertThat(elsewhere.toString()).doesNotContain("b@");
    }
    assertThatThrownBy(() -> AirflowAddress.of("localhost:8080", "a", "b"))
        .hasMessageContaining("http://127.0.0.1:8793");
  }

  @Test
  void aRunAlwaysHasAnIdOfOurOwnAndALogicalDateThatVersion2IsToldEvenIfThereIsNone()
      throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "trigger_ok"));
        AirflowClient client = airflow.client()) {
      assertThat(client.trigger("daily_features", RUN).created()).isTrue();
      assertThat(airflow.only().body())
          .contains(
              "\"dag_run_id\":\"daily_features__2026-09-30\"",
              "\"logical_date\":\"2026-10-01T00:00:00Z\"",
              "\"conf\":{\"data_day\":\"2026-09-30\"}");
      client.trigger("x", new RunRequest("a", Optional.empty(), RUN.conf(), Optional.empty()));
      assertThat(airflow.seen().get(1).body()).contains("\"logical_date\":null");
    }
    try (ScriptedAirflow airflow = new ScriptedAirflow(V1).then(recorded(V1, "trigger_ok"));
        AirflowClient client = airflow.client()) {
      client.trigger("x", new RunRequest("a", Optional.empty(), RUN.conf(), Optional.empty()));
      assertThat(airflow.only().body()).doesNotContain("logical_date");
    }
    assertThatThrownBy(() -> new RunRequest("a/b", Optional.empty(), RUN.conf(), Optional.empty()))
        .hasMessageContaining("run id 'a/b'");
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void aRunThatIsThereAlreadyIsFoundAndNotRefused(String server) throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(server)
                .then(recorded(server, "trigger_dup_id"), recorded(server, "run_ok"));
        AirflowClient client = airflow.client()) {
      Triggered triggered = client.trigger("daily_features", RUN);

      assertThat(triggered.created()).isFalse();
      assertThat(triggered.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(airflow.seen().get(1).path())
          .endsWith("/dags/daily_features/dagRuns/daily_features__2026-09-30");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void aDateThatAnotherRunHasIsAConflictThatNamesIt(String server) throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(server)
                .then(
                    recorded(server, "trigger_dup_logical"),
                    recorded(server, "get_run_404"),
                    recorded(server, "runs_window"));
        AirflowClient client = airflow.client()) {
      assertThatThrownBy(() -> client.trigger("daily_features", RUN))
          .isInstanceOfSatisfying(
              AirflowException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
          .hasMessageContaining("run 'ok2' has its logical date");
      assertThat(airflow.seen().get(2).path())
          .contains(server.equals(V1) ? "execution_date_gte=" : "logical_date_gte=");
    }
  }

  @Test
  void aRunWhoseAnswerWasLostIsLookedForAndNotStartedTwice() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(
                    new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST),
                    recorded(V2, "run_ok"));
        AirflowClient client = airflow.client()) {
      assertThat(client.trigger("daily_features", RUN).run().runId()).isEqualTo("ok2");
      assertThat(airflow.seen())
          .extracting(ScriptedAirflow.Seen::method)
          .containsExactly("POST", "GET");
    }
  }

  @Test
  void whatMayBeRepeatedIsAndWhatMayNotIsNot() throws Exception {
    MockResponse lost = new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST);
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(lost, new MockResponse().setResponseCode(503), recorded(V2, "list_dags"));
        AirflowClient client = airflow.client()) {
      assertThat(client.dags()).hasSize(1);
      assertThat(airflow.seen()).hasSize(3);
    }
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(lost);
        AirflowClient client = airflow.client()) {
      assertThatThrownBy(() -> client.clear("d", ClearRequest.all("r")))
          .isInstanceOf(AirflowException.class);
      assertThat(airflow.seen()).hasSize(1);
    }
  }

  @Test
  void anOldTokenIsRenewedOnceAndASecondRefusalIsMeant() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(
                    recorded(V2, "list_dags"),
                    recorded(V2, "bad_token"),
                    recorded(V2, "list_dags"));
        AirflowClient client = airflow.client()) {
      client.dags();
      assertThat(client.dags()).hasSize(1);
      assertThat(airflow.seen())
          .extracting(ScriptedAirflow.Seen::authorization)
          .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2");
    }
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "viewer_forbidden"));
        AirflowClient client = airflow.client()) {
      assertThatThrownBy(() -> client.setPaused("d", false))
          .isInstanceOfSatisfying(
              AirflowException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
      assertThat(airflow.tokens()).isEqualTo(2);
    }
  }

  @Test
  void pagesAreCountedByWhatReallyCame() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(
                    json("{\"dags\":[{\"dag_id\":\"a\"},{\"dag_id\":\"b\"}],\"total_entries\":3}"),
                    json("{\"dags\":[{\"dag_id\":\"c\"}],\"total_entries\":3}"));
        AirflowClient client = airflow.client()) {
      assertThat(client.dags()).extracting(Dag::id).containsExactly("a", "b", "c");
      assertThat(airflow.seen().get(1).path()).contains("offset=2");
    }
  }

  @Test
  void nothingIsADryRunByAccident() throws Exception {
    for (String server : List.of(V1, V2)) {
      try (ScriptedAirflow airflow =
              new ScriptedAirflow(server).then(recorded(server, "clear_failed"));
          AirflowClient client = airflow.client()) {
        assertThat(client.clear("daily_features", ClearRequest.failed("fail2"))).contains("flaky");
        assertThat(airflow.only().body())
            .contains("\"dry_run\":false", "\"only_failed\":true", "\"reset_dag_runs\":true")
            .doesNotContain("task_ids");
        client.mark("daily_features", "fail2", "flaky", TaskState.SUCCESS);
        assertThat(airflow.seen().get(1).body().contains("\"dry_run\":false"))
            .isEqualTo(server.equals(V1));
      }
    }
  }

  @Test
  void aTaskThatIsInTheStateAlreadyIsNoFault() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2).then(recorded(V2, "mark_ti_failed_again"));
        AirflowClient client = airflow.client()) {
      client.mark("daily_features", "sl3", "flaky", TaskState.FAILED);
      assertThat(airflow.seen()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void logsAreLinesInBothVersions(String server) throws Exception {
    String name = server.equals(V1) ? "log_try1_text" : "log_try1_json";
    try (ScriptedAirflow airflow = new ScriptedAirflow(server).then(recorded(server, name));
        AirflowClient client = airflow.client()) {
      LogPage page = client.log("daily_features", "flaky2", "flaky", 1, Optional.empty());

      assertThat(page.lines()).anyMatch(line -> line.contains("asked to fail"));
      assertThat(page.lines()).noneMatch(line -> line.equals("vm"));
      assertThat(page.next()).isEmpty();
    }
  }

  @Test
  void aLogThatGoesOnHasAToken() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "log_running"));
        AirflowClient client = airflow.client()) {
      String token = client.log("d", "sleep2", "flaky", 1, Optional.empty()).next().orElseThrow();
      client.log("d", "sleep2", "flaky", 1, Optional.of(token));
      assertThat(airflow.seen().get(1).path()).contains("token=eyJ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void whatATaskLeftIsJsonInBothVersions(String server) throws Exception {
    String name = server.equals(V1) ? "xcom_value_nostr" : "xcom_value";
    try (ScriptedAirflow airflow = new ScriptedAirflow(server).then(recorded(server, name));
        AirflowClient client = airflow.client()) {
      XCom left = client.xcom("daily_features", "ok2", "extract", "return_value").orElseThrow();

      assertThat(left.value().orElseThrow().path("rows").asInt()).isEqualTo(42);
      assertThat(airflow.only().path().contains("stringify=false")).isEqualTo(server.equals(V1));
    }
  }

  @Test
  void aRunThatEndedWithoutATaskIsNoSuccess() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V1)
                .then(recorded(V1, "run_before_start"), recorded(V1, "tis_before_start"));
        AirflowClient client = airflow.client()) {
      RunView view = watch(client).await("daily_features", "early", seen -> {});

      assertThat(view.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(view.isSuccess()).isFalse();
      assertThat(view.failure().orElseThrow()).contains("before the workflow's start date");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V1, V2})
  void aRunThatRanOutOfTimeIsAFailureThoughNoTaskFailed(String server) {
    String run = server.equals(V1) ? "run_timeout" : "run";
    RunView view =
        new RunView(
            DagRun.of(new Json(RecordedExchange.named(server, run).body())),
            timedOut(server, server.equals(V1)),
            Optional.empty());

    assertThat(view.run().state()).isEqualTo(RunState.FAILED);
    assertThat(view.failure().orElseThrow()).contains("out of time");
  }

  private static List<TaskInstance> timedOut(String server, boolean v1) {
    return RecordedExchange.of(server).stream()
        .filter(each -> each.name().equals(v1 ? "tis_timeout" : "tis"))
        .filter(each -> each.path().contains("to1"))
        .findFirst()
        .map(each -> new Json(each.body()).list("task_instances", TaskInstance::of))
        .orElseThrow();
  }

  @Test
  void aQueuedRunSaysThatItsWorkflowIsPaused() throws Exception {
    RecordedExchange queued = RecordedExchange.named(V2, "run_while_paused");
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(
                    queued.answer(),
                    recorded(V2, "tis_404_run").setResponseCode(200),
                    recorded(V2, "pause"),
                    queued.answerWith("state", "failed"),
                    recorded(V2, "tis_fail"));
        AirflowClient client = airflow.client()) {
      List<RunView> seen = new ArrayList<>();

      RunView end = watch(client).await("daily_features", "while_paused", seen::add);

      assertThat(seen.get(0).waitsFor()).contains("daily_features is paused");
      assertThat(end.failure()).contains("failed: flaky");
    }
  }

  @Test
  void aServerThatIsAwayForAMomentIsWaitedFor() throws Exception {
    MockResponse lost = new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST);
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(lost, lost, lost, lost, recorded(V2, "run_ok"), recorded(V2, "tis_ok"));
        AirflowClient client = airflow.client()) {
      assertThat(watch(client).await("daily_features", "ok2", seen -> {}).isSuccess()).isTrue();
    }
  }

  @Test
  void statesThatNobodyHasHeardOfAreKept() throws Exception {
    try (ScriptedAirflow airflow =
            new ScriptedAirflow(V2)
                .then(
                    RecordedExchange.named(V2, "run_ok").answerWith("state", "hibernating"),
                    json(
                        "{\"task_instances\":[{\"task_id\":\"a\",\"state\":\"dreaming\",\"new\":1}]}"));
        AirflowClient client = airflow.client()) {
      assertThat(client.run("d", "r").orElseThrow().state().name()).isEqualTo("hibernating");
      assertThat(client.taskInstances("d", "r").get(0).state().name()).isEqualTo("dreaming");
      assertThat(client.taskInstances("d", "r").get(0).state().isFinished()).isFalse();
    }
  }

  @Test
  void whatIsNotThereIsEmpty() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "get_run_404"));
        AirflowClient client = airflow.client()) {
      assertThat(client.run("d", "r")).isEmpty();
      assertThat(client.dag("d")).isEmpty();
      assertThat(client.settings().variable("k")).isEmpty();
    }
  }

  @Test
  void durationsComeFromTheDates() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "ti_one"));
        AirflowClient client = airflow.client()) {
      assertThat(client.taskInstance("d", "flaky2", "flaky").orElseThrow().duration())
          .contains(Duration.ofNanos(1_236_991_000));
    }
  }

  @Test
  void instantsAndRunIdsAreWrittenSoThatNoPlusIsLost() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2).then(recorded(V2, "runs_list"));
        AirflowClient client = airflow.client()) {
      client.runs("~", RunFilter.newest(3).at(Instant.parse("2026-10-01T00:00:00Z")));
      assertThat(airflow.only().path())
          .contains("logical_date_gte=2026-10-01T00%3A00%3A00Z")
          .doesNotContain("+");
    }
  }

  @Test
  void thePasswordIsInNoTextOfOurs() throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(V2)) {
      assertThat(airflow.address().toString()).contains("admin").doesNotContain("s3cret-w0rd");
    }
  }

  private static RunWatch watch(AirflowClient client) {
    return new RunWatch(client, Duration.ofMillis(1), Duration.ofSeconds(20));
  }
}
