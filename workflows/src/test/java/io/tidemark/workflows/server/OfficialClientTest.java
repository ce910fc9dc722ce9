package io.tidemark.workflows.server;

import static io.tidemark.workflows.server.ServerClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.Command;
import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Airflow's own Python client sends, as it writes it, and what its models take of the answers:
 * list, trigger, poll, tries, logs, XCom, clear. {@link ClientModels} knows those models from a
 * file, not from the server's code.
 */
class OfficialClientTest {
  private static final String OK = "tidemark_contract";
  private static final String RUN = "/api/v2/dags/" + OK + "/dagRuns/client";
  private static final String FAILED = "/api/v2/dags/tidemark_contract_fails/dagRuns/client";

  /** {@code datetime.strftime("%Y-%m-%dT%H:%M:%S.%f%z")}, as that client writes a query. */
  private static final String DATE_IN_A_QUERY = "2026-09-01T00%3A00%3A00.000000%2B0000";

  @TempDir private static Path folder;
  private static EmbeddedScheduler scheduler;
  private static ServerClient http;
  private static ClientModels models;

  @BeforeAll
  static void runOnce() throws Exception {
    models = ClientModels.load();
    Workflow yearly =
        new Workflow(
            "yearly",
            "d",
            Optional.of(Schedule.utc("0 0 1 1 *")),
            new Limits(2, Duration.ofMinutes(5)),
            List.of(Task.of("day", Command.of("echo {day}"))));
    scheduler = new EmbeddedScheduler(folder, yearly);
    http = ServerClient.login(scheduler, "admin");
    for (String dag : new String[] {OK, "tidemark_contract_fails"}) {
      // Its TriggerDAGRunPostBody leaves out what is None, except for the logical date.
      post(
          "DAGRunResponse",
          "/api/v2/dags/%s/dagRuns".formatted(dag),
          "{\"dag_run_id\":\"client\",\"logical_date\":\"2026-10-01T00:00:00+00:00\",\"conf\":{\"a\":1}}");
    }
    await(RUN, "success");
    await(FAILED, "failed");
    post("VariableResponse", "/api/v2/variables", "{\"key\":\"colour\",\"value\":\"teal\"}");
  }

  @AfterAll
  static void stop() throws Exception {
    scheduler.close();
  }

  private static JsonNode get(String model, String path) throws Exception {
    return taken(model, http.get(path));
  }

  private static JsonNode post(String model, String path, String body) throws Exception {
    return taken(model, http.send("POST", path, body, "application/json"));
  }

  private static JsonNode patch(String model, String path, String body) throws Exception {
    return taken(model, http.send("PATCH", path, body, "application/json"));
  }

  private static JsonNode taken(String model, HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(models.faults(model, json(answer))).as(answer.body()).isEmpty();
    return json(answer);
  }

  private static void await(String run, String state) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> get("DAGRunResponse", run).path("state").asText().equals(state));
  }

  @ParameterizedTest
  @CsvSource({
    "DAGCollectionResponse, /api/v2/dags?limit=50&offset=0&exclude_stale=true",
    "DAGCollectionResponse, /api/v2/dags?tags=tidemark&order_by=-dag_id&paused=false",
    "DAGResponse, /api/v2/dags/tidemark_contract",
    "DAGDetailsResponse, /api/v2/dags/tidemark_contract/details",
    "DAGVersionCollectionResponse, /api/v2/dags/tidemark_contract/dagVersions",
    "DagVersionResponse, /api/v2/dags/tidemark_contract/dagVersions/1",
    "DAGSourceResponse, /api/v2/dagSources/tidemark_contract",
    "TaskCollectionResponse, /api/v2/dags/tidemark_contract/tasks",
    "TaskResponse, /api/v2/dags/tidemark_contract/tasks/flaky",
    "DAGRunCollectionResponse, /api/v2/dags/tidemark_contract/dagRuns?order_by=-run_after",
    "DAGRunCollectionResponse, /api/v2/dags/~/dagRuns?state=success&state=failed&run_type=manual",
    "TaskInstanceCollectionResponse, /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances",
    "TaskInstanceCollectionResponse, /api/v2/dags/tidemark_contract_fails/dagRuns/client/taskInstances",
    "TaskInstanceCollectionResponse, /api/v2/dags/~/dagRuns/~/taskInstances?state=success&pool=default_pool",
    "TaskInstanceResponse, /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/flaky",
    "TaskInstanceHistoryCollectionResponse,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/flaky/tries",
    "TaskInstanceHistoryResponse,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/flaky/tries/1",
    "TaskInstancesLogResponse,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/flaky/logs/1?full_content=true&map_index=-1",
    "TaskInstancesLogResponse,"
        + " /api/v2/dags/tidemark_contract_fails/dagRuns/client/taskInstances/load/logs/0",
    "XComCollectionResponse,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/extract/xcomEntries",
    "XComResponseNative,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/extract/xcomEntries/return_value",
    "XComResponseString,"
        + " /api/v2/dags/tidemark_contract/dagRuns/client/taskInstances/extract/xcomEntries/return_value?stringify=true&deserialize=false",
    "PoolCollectionResponse, /api/v2/pools",
    "PoolResponse, /api/v2/pools/default_pool",
    "VariableCollectionResponse, /api/v2/variables",
    "VariableResponse, /api/v2/variables/colour",
    "VersionInfo, /api/v2/version",
    "HealthInfoResponse, /api/v2/monitor/health",
    "DagStatsCollectionResponse, /api/v2/dagStats",
    "ImportErrorCollectionResponse, /api/v2/importErrors"
  })
  void whatIsReadIsTaken(String model, String path) throws Exception {
    assertThat(get(model, path)).isNotEmpty();
  }

  @Test
  void whatFailedIsReadWithItsTriesAndTheEndOfItsLog() throws Exception {
    JsonNode tasks = get("TaskInstanceCollectionResponse", FAILED + "/taskInstances");
    assertThat(tasks.path("task_instances").findValuesAsText("state"))
        .containsExactly("success", "failed", "upstream_failed");
    JsonNode log = get("TaskInstancesLogResponse", FAILED + "/taskInstances/broken/logs/1");
    assertThat(log.path("content").findValuesAsText("event"))
        .contains("asked to fail", "exit status 1: asked to fail");
    assertThat(log.path("continuation_token").isNull()).isTrue();
    assertThat(get("DAGRunResponse", FAILED).path("note").asText())
        .isEqualTo("broken: exit status 1: asked to fail");
  }

  @Test
  void datesInAQueryMayHaveAnOffsetWithoutColon() throws Exception {
    String runs = "/api/v2/dags/%s/dagRuns?logical_date_%s=%s";

    assertThat(
            get("DAGRunCollectionResponse", runs.formatted(OK, "gte", DATE_IN_A_QUERY))
                .path("dag_runs"))
        .isNotEmpty();
    assertThat(
            get("DAGRunCollectionResponse", runs.formatted(OK, "lt", DATE_IN_A_QUERY))
                .path("dag_runs"))
        .isEmpty();
  }

  @Test
  void batchesAskWithTheirQuestionInTheBody() throws Exception {
    JsonNode runs =
        post(
            "DAGRunCollectionResponse",
            "/api/v2/dags/~/dagRuns/list",
            "{\"dag_ids\":[\"%s\"],\"states\":[\"success\"],\"logical_date_gte\":\"2026-09-01T00:00:00Z\",\"page_limit\":100,\"page_offset\":0,\"order_by\":\"-start_date\"}"
                .formatted(OK));
    assertThat(runs.path("dag_runs").findValuesAsText("dag_run_id")).contains("client");

    JsonNode tasks =
        post(
            "TaskInstanceCollectionResponse",
            "/api/v2/dags/~/dagRuns/~/taskInstances/list",
            "{\"dag_ids\":[\"%s\"],\"dag_run_ids\":[\"client\"],\"state\":[\"success\"],\"task_ids\":[\"flaky\"],\"page_limit\":100,\"page_offset\":0}"
                .formatted(OK));
    assertThat(tasks.path("total_entries").asInt()).isEqualTo(1);
    assertThat(tasks.path("task_instances").get(0).path("try_number").asInt()).isEqualTo(2);
  }

  @Test
  void clearsAreTakenWithAllTheDefaultsThatTheClientWrites() throws Exception {
    String body =
        "{\"dag_run_id\":\"client\",\"dry_run\":%s,\"include_downstream\":false,\"include_future\":false,"
            + "\"include_past\":false,\"include_upstream\":false,\"only_failed\":true,\"only_running\":false,"
            + "\"prevent_running_task\":false,\"reset_dag_runs\":true,\"run_on_latest_version\":false}";
    String path = "/api/v2/dags/tidemark_contract_fails/clearTaskInstances";

    assertThat(
            post("TaskInstanceCollectionResponse", path, body.formatted(true))
                .path("task_instances")
                .findValuesAsText("task_id"))
        .containsExactly("broken", "load");
    assertThat(get("DAGRunResponse", FAILED).path("state").asText()).isEqualTo("failed");
    post("TaskInstanceCollectionResponse", path, body.formatted(false));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                get("TaskInstanceResponse", FAILED + "/taskInstances/broken")
                        .path("try_number")
                        .asInt()
                    == 2);
    await(FAILED, "failed");

    post(
        "TaskInstanceCollectionResponse",
        FAILED + "/clear",
        "{\"dry_run\":true,\"only_failed\":false,\"only_new\":false}");
    post("DAGRunResponse", FAILED + "/clear", "{\"dry_run\":false,\"only_failed\":true}");
    await(FAILED, "failed");
  }

  @Test
  void notesMarksPausesAndPoolsAreTaken() throws Exception {
    patch("DAGRunResponse", RUN + "?update_mask=note", "{\"note\":\"seen\",\"state\":\"failed\"}");
    JsonNode run = get("DAGRunResponse", RUN);
    assertThat(run.path("note").asText()).isEqualTo("seen");
    assertThat(run.path("state").asText()).isEqualTo("success");
    patch(
        "TaskInstanceCollectionResponse",
        RUN + "/taskInstances/load/dry_run",
        "{\"include_downstream\":false,\"include_future\":false,\"include_past\":false,\"include_upstream\":false,\"new_state\":\"failed\"}");
    patch("DAGResponse", "/api/v2/dags/tidemark_contract_sleeps", "{\"is_paused\":true}");
    patch("DAGResponse", "/api/v2/dags/tidemark_contract_sleeps", "{\"is_paused\":false}");
    post(
        "PoolResponse",
        "/api/v2/pools",
        "{\"name\":\"own\",\"slots\":2,\"include_deferred\":false}");
    assertThat(http.send("DELETE", "/api/v2/pools/own", null, "application/json").statusCode())
        .isEqualTo(204);
  }

  @Test
  void aBackfillIsAskedForWatchedAndItsRunsAreInOrder() throws Exception {
    String wanted =
        "{\"dag_id\":\"yearly\",\"from_date\":\"2020-01-01T00:00:00+00:00\",\"to_date\":\"2022-06-01T00:00:00+00:00\","
            + "\"max_active_runs\":1,\"run_backwards\":false,\"reprocess_behavior\":\"none\",\"dag_run_conf\":{\"a\":1}}";
    assertThat(
            post("DryRunBackfillCollectionResponse", "/api/v2/backfills/dry_run", wanted)
                .path("backfills")
                .findValuesAsText("logical_date"))
        .containsExactly("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z");
    JsonNode made = post("BackfillResponse", "/api/v2/backfills", wanted);
    String path = "/api/v2/backfills/" + made.path("id").asLong();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !get("BackfillResponse", path).path("completed_at").isNull());

    JsonNode runs =
        get("DAGRunCollectionResponse", "/api/v2/dags/yearly/dagRuns?order_by=start_date");
    assertThat(runs.path("dag_runs").findValuesAsText("dag_run_id"))
        .containsExactly(
            "backfill__2020-01-01T00:00:00Z",
            "backfill__2021-01-01T00:00:00Z",
            "backfill__2022-01-01T00:00:00Z");
    assertThat(runs.path("dag_runs").get(0).path("conf").toString())
        .isEqualTo("{\"a\":1,\"data_day\":\"2019-12-31\"}");
    assertThat(
            get("BackfillCollectionResponse", "/api/v2/backfills?dag_id=yearly")
                .path("total_entries")
                .asInt())
        .isEqualTo(1);
    assertThat(http.send("PUT", path + "/cancel", null, "application/json").statusCode())
        .isEqualTo(409);
    assertThat(http.get("/api/v2/backfills/4711").statusCode()).isEqualTo(404);
  }

  @Test
  void aTokenIsHadByAFormToo() throws Exception {
    String form =
        "username=admin&password="
            + URLEncoder.encode(scheduler.password("admin"), StandardCharsets.UTF_8);

    HttpResponse<String> answer =
        http.send(
            "POST", "/auth/token", form, "application/json", "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(models.faults("LoginResponse", json(answer))).isEmpty();
  }

  @Test
  void whatDoesNotFitAModelIsNamed() throws Exception {
    JsonNode pool = get("PoolResponse", "/api/v2/pools/default_pool");
    ObjectNode wrong = ((ObjectNode) pool).put("slots", "16").putNull("name");

    assertThat(models.faults("PoolResponse", wrong))
        .containsExactlyInAnyOrder(
            "PoolResponse.slots: is no int but \"16\"",
            "PoolResponse.name: is required, and is null");
    wrong.remove("open_slots");
    assertThat(models.faults("PoolResponse", wrong)).hasSize(3);
  }

  @Test
  void aWaitStreamsStatesWithoutAContentTypeAndEndsWithWhatTasksLeft() throws Exception {
    HttpResponse<String> answer = http.get(RUN + "/wait?interval=0.1&result=extract&result=load");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    assertThat(answer.body())
        .isEqualTo(
            "{\"state\":\"success\",\"results\":{\"extract\":\"42\",\"load\":\"loaded\"}}\n");
    assertThat(http.get(RUN + "/wait").statusCode()).isEqualTo(422);
    assertThat(http.get(RUN + "/wait?interval=0").statusCode()).isEqualTo(422);
    assertThat(http.get("/api/v2/dags/%s/dagRuns/none/wait?interval=1".formatted(OK)).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "404, HTTPExceptionResponse, /api/v2/dags/none",
    "404, HTTPExceptionResponse, /api/v2/dags/tidemark_contract/dagRuns/none",
    "404, HTTPExceptionResponse, /api/v2/dags/tidemark_contract/tasks/none",
    "404, HTTPExceptionResponse, /api/v2/dags/none/dagRuns/~/taskInstances",
    "422, HTTPValidationError, /api/v2/dags?limit=-1",
    "400, HTTPExceptionResponse, /api/v2/dags?order_by=nothing"
  })
  void refusalsAreTakenToo(int status, String model, String path) throws Exception {
    HttpResponse<String> answer = http.get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(models.faults(model, json(answer))).isEmpty();
  }
}
