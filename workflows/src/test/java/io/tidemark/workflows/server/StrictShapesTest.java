package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.RunRequest;
import io.tidemark.workflows.client.RunWatch;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers of the embedded scheduler beside those of a real 3.2.0: the same fields, of the same
 * types where both have a value, and never null where Airflow's own client demands one.
 */
class StrictShapesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String OK = "tidemark_contract";
  private static final String RUN = "shapes";

  /** What whoever wrote the workflow puts in. */
  private static final Set<String> FREE =
      Set.of("conf", "params", "default_args", "rendered_fields", "value");

  /** What the generated client's models do not take null for. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "dag_runs",
              List.of(
                  "dag_run_id",
                  "dag_id",
                  "run_after",
                  "run_type",
                  "state",
                  "dag_versions",
                  "dag_display_name"),
          "task_instances",
              List.of(
                  "id",
                  "task_id",
                  "dag_id",
                  "dag_run_id",
                  "map_index",
                  "run_after",
                  "try_number",
                  "max_tries",
                  "task_display_name",
                  "dag_display_name",
                  "pool",
                  "pool_slots",
                  "executor_config"),
          "dags",
              List.of(
                  "dag_id",
                  "dag_display_name",
                  "is_paused",
                  "is_stale",
                  "fileloc",
                  "timetable_partitioned",
                  "tags",
                  "max_active_tasks",
                  "max_consecutive_failed_dag_runs",
                  "has_task_concurrency_limits",
                  "has_import_errors",
                  "owners",
                  "file_token"),
          "xcom_entries",
              List.of(
                  "key",
                  "timestamp",
                  "map_index",
                  "task_id",
                  "dag_id",
                  "run_id",
                  "dag_display_name",
                  "task_display_name",
                  "run_after"),
          "pools",
              List.of(
                  "name",
                  "slots",
                  "include_deferred",
                  "occupied_slots",
                  "running_slots",
                  "queued_slots",
                  "scheduled_slots",
                  "open_slots",
                  "deferred_slots"),
          "variables", List.of("key", "value", "is_encrypted"));

  @TempDir private static Path folder;
  private static EmbeddedScheduler scheduler;
  private static String token;

  @BeforeAll
  static void runOnce() throws Exception {
    scheduler = new EmbeddedScheduler(folder);
    JsonNode answer =
        JSON.readTree(
            send(
                    "POST",
                    "/auth/token",
                    "{\"username\":\"admin\",\"password\":\"%s\"}"
                        .formatted(scheduler.password("admin")))
                .body());
    token = answer.path("access_token").asText();
    try (AirflowClient client = scheduler.client("admin")) {
      DataDay day = new DataDay(LocalDate.of(2026, 9, 30));
      RunRequest wanted =
          new RunRequest(
              RUN, Optional.of(day.asOf()), Map.of(DataDay.CONF, day.toString()), Optional.empty());
      client.trigger(OK, wanted);
      new RunWatch(client, Duration.ofMillis(50), Duration.ofMinutes(1)).await(OK, RUN, seen -> {});
      client.settings().setVariable("k", "v");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    scheduler.close();
  }

  @ParameterizedTest
  @CsvSource({
    "list_dags, /api/v2/dags",
    "get_dag, /api/v2/dags/tidemark_contract",
    "dag_details, /api/v2/dags/tidemark_contract/details",
    "dag_tasks, /api/v2/dags/tidemark_contract/tasks",
    "versions, /api/v2/dags/tidemark_contract/dagVersions",
    "run_ok, /api/v2/dags/tidemark_contract/dagRuns/shapes",
    "runs_list, /api/v2/dags/tidemark_contract/dagRuns?limit=3&order_by=-logical_date",
    "runs_any_dag, /api/v2/dags/~/dagRuns?limit=2&order_by=-run_after",
    "tis_ok, /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances?order_by=start_date",
    "tis_tilde, /api/v2/dags/~/dagRuns/~/taskInstances?limit=2&state=success",
    "ti_one, /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/flaky",
    "ti_tries, /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/flaky/tries",
    "ti_try1, /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/flaky/tries/1",
    "xcom_list, /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/extract/xcomEntries",
    "xcom_value,"
        + " /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/extract/xcomEntries/return_value",
    "pools, /api/v2/pools",
    "pool_one, /api/v2/pools/default_pool",
    "var_list, /api/v2/variables",
    "version_noauth, /api/v2/version",
    "health_noauth, /api/v2/monitor/health",
    "list_dags_limit0, /api/v2/dags?limit=0"
  })
  void answersHaveTheFieldsOfARealServers(String recorded, String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    compare(
        recorded, JSON.readTree(answer.body()), exchange(recorded).path("response").path("body"));
  }

  private static void compare(String where, JsonNode ours, JsonNode theirs) {
    String field = where.substring(where.lastIndexOf('.') + 1);
    if (FREE.contains(field)) {
      return;
    }
    if (theirs.isObject()) {
      List<String> names = new ArrayList<>();
      theirs.fieldNames().forEachRemaining(names::add);
      List<String> mine = new ArrayList<>();
      ours.fieldNames().forEachRemaining(mine::add);
      assertThat(mine).as("fields of %s", where).containsExactlyInAnyOrderElementsOf(names);
      names.forEach(name -> compare(where + "." + name, ours.path(name), theirs.path(name)));
    } else if (theirs.isArray() && !theirs.isEmpty() && !ours.isEmpty()) {
      compare(where + "[]", ours.get(0), theirs.get(0));
    } else if (!ours.isNull() && !theirs.isNull()) {
      assertThat(ours.getNodeType()).as("type of %s", where).isEqualTo(theirs.getNodeType());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dag_runs, /api/v2/dags/~/dagRuns",
    "task_instances, /api/v2/dags/~/dagRuns/~/taskInstances",
    "dags, /api/v2/dags",
    "pools, /api/v2/pools",
    "variables, /api/v2/variables",
    "xcom_entries,"
        + " /api/v2/dags/tidemark_contract/dagRuns/shapes/taskInstances/extract/xcomEntries"
  })
  void whatTheStrictClientDemandsIsNeverNull(String list, String path) throws Exception {
    JsonNode answer = JSON.readTree(send("GET", path, null).body());

    assertThat(answer.path("total_entries").isInt()).isTrue();
    assertThat(answer.path(list)).isNotEmpty();
    for (JsonNode item : answer.path(list)) {
      for (String field : REQUIRED.get(list)) {
        assertThat(item.hasNonNull(field)).as("%s of %s", field, list).isTrue();
      }
    }
  }

  /** Faults that do not hang on what is in the recorded server. */
  static Stream<String> faults() {
    return Stream.of(
        "token_bad",
        "no_auth",
        "bad_token",
        "basic_auth_refused",
        "list_dags_bad_order",
        "list_dags_limit_neg",
        "unknown_path",
        "method_not_allowed",
        "patch_unknown_field",
        "trigger_no_logical",
        "trigger_404_dag",
        "trigger_naive_date",
        "trigger_bad_date",
        "trigger_extra_field",
        "trigger_slash_id",
        "trigger_half_interval",
        "trigger_conf_str",
        "get_dag_404",
        "get_run_404",
        "ti_404",
        "log_404",
        "log_try9",
        "log_try1_text",
        "xcom_404",
        "runs_bad_state",
        "runs_404_dag",
        "tis_404_run",
        "patch_run_bad_state",
        "clear_unknown_run",
        "mark_ti_bad",
        "pool_dup",
        "pool_patch",
        "pool_delete_default",
        "var_dup",
        "var_404");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void refusalsAreThoseOfARealServer(String recorded) throws Exception {
    JsonNode request = exchange(recorded).path("request");
    JsonNode theirs = exchange(recorded).path("response");
    String path =
        request
            .path("path")
            .asText()
            .replace("daily_features", OK)
            .replaceAll("/(ok2|flaky2|fail2|sl3)", "/" + RUN)
            .replace("pools/beam", "pools/default_pool");
    String body =
        request.path("body").isNull()
            ? null
            : request.path("body").isTextual()
                ? request.path("body").asText()
                : request.path("body").toString().replace("\"beam\"", "\"default_pool\"");

    HttpResponse<String> ours =
        send(
            request.path("method").asText(),
            path,
            body,
            recorded.equals("bad_token")
                ? JSON.createObjectNode().put("Authorization", "Bearer none-of-ours")
                : request.path("headers"));

    assertThat(ours.statusCode()).as(ours.body()).isEqualTo(theirs.path("status").asInt());
    JsonNode detail = JSON.readTree(ours.body()).path("detail");
    JsonNode expected = theirs.path("body").path("detail");
    assertThat(detail.getNodeType()).isEqualTo(expected.getNodeType());
    if (expected.isArray()) {
      assertThat(detail.get(0).path("type")).isEqualTo(expected.get(0).path("type"));
    }
    if (theirs.path("body").has("error")) {
      assertThat(ours.body()).contains(theirs.path("body").path("error").asText());
    }
  }

  @Test
  void viewersLookAndChangeNothing() throws Exception {
    JsonNode answer =
        JSON.readTree(
            send(
                    "POST",
                    "/auth/token/cli",
                    "{\"username\":\"viewer\",\"password\":\"%s\"}"
                        .formatted(scheduler.password("viewer")))
                .body());
    String admin = token;
    token = answer.path("access_token").asText();
    try {
      assertThat(send("GET", "/api/v2/dags", null).statusCode()).isEqualTo(200);
      assertThat(send("POST", "/api/v2/dags/~/dagRuns/list", "{}").statusCode()).isEqualTo(200);
      for (String path : List.of("/dags/" + OK, "/dags/%s/dagRuns/%s".formatted(OK, RUN))) {
        HttpResponse<String> refused = send("PATCH", "/api/v2" + path, "{\"is_paused\":true}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Forbidden");
      }
    } finally {
      token = admin;
    }
  }

  @Test
  void passwordsLieInTheDatabaseAsHashesAndInAFileForItsOwnerOnly() throws Exception {
    assertThat(Files.getPosixFilePermissions(folder.resolve(Accounts.FILE))).hasSize(2);
    assertThat(Files.readAllBytes(folder.resolve("state.mv.db")))
        .satisfies(
            bytes ->
                assertThat(new String(bytes, ISO_8859_1))
                    .doesNotContain(scheduler.password("admin")));
  }

  private static JsonNode exchange(String name) throws Exception {
    try (InputStream file = StrictShapesTest.class.getResourceAsStream("/airflow/3.2.0.json")) {
      for (JsonNode entry : JSON.readTree(file)) {
        if (entry.path("name").asText().equals(name)) {
          return entry;
        }
      }
    }
    throw new AssertionError("no exchange " + name);
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    return send(method, path, body, JSON.createObjectNode().put("Authorization", "Bearer ***"));
  }

  private static HttpResponse<String> send(
      String method, String path, String body, JsonNode headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheduler.url() + path))
            .header("Accept", headers.path("Accept").asText("application/json"))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    String authorization = headers.path("Authorization").asText("");
    if (authorization.equals("Bearer ***")) {
      request.header("Authorization", "Bearer " + token);
    } else if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
