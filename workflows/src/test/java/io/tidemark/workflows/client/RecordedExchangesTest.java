package io.tidemark.workflows.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that real servers were recorded to answer goes through the client once more: what
 * succeeded is read without loss, what was refused is told as the server told it.
 */
class RecordedExchangesTest {
  /** Requests that the client never makes. */
  private static final Set<String> NOT_OURS = Set.of("PUT", "HEAD", "OPTIONS");

  static Stream<RecordedExchange> version1() {
    return applicable("2.10.3");
  }

  static Stream<RecordedExchange> version2() {
    return applicable("3.2.0");
  }

  private static Stream<RecordedExchange> applicable(String server) {
    return RecordedExchange.of(server).stream()
        .filter(exchange -> !NOT_OURS.contains(exchange.method()))
        .filter(exchange -> !exchange.method().equals("POST") || exchange.sent().isObject())
        // A body that is no JSON, or a path that is not one of this version.
        .filter(exchange -> !exchange.sent().isTextual())
        .filter(exchange -> !exchange.path().startsWith("/auth/"))
        .filter(exchange -> !exchange.path().endsWith("/version"));
  }

  @ParameterizedTest
  @MethodSource
  void version1(RecordedExchange exchange) throws Exception {
    replay("2.10.3", Dialect.V1, exchange);
  }

  @ParameterizedTest
  @MethodSource
  void version2(RecordedExchange exchange) throws Exception {
    replay("3.2.0", Dialect.V2, exchange);
  }

  private static void replay(String server, Dialect dialect, RecordedExchange exchange)
      throws Exception {
    try (ScriptedAirflow airflow = new ScriptedAirflow(server);
        Session session =
            new Session(
                airflow.address(), new Transport(airflow.address().callTimeout()), dialect)) {
      airflow.then(exchange.answer());
      HttpUrl url = airflow.address().url().resolve(exchange.path());
      Request request =
          new Request(
              exchange.method(),
              url,
              exchange.sent().isNull() ? Optional.empty() : Optional.of(exchange.sent()),
              Request.JSON,
              false);
      if (exchange.status() < 300) {
        read(exchange, session.send(request), request);
      } else {
        refused(exchange, session, request);
      }
      boolean asksAgain =
          dialect == Dialect.V2 && (exchange.status() == 401 || exchange.status() == 403);
      assertThat(airflow.seen()).hasSize(asksAgain ? 2 : 1);
    }
  }

  private static void refused(RecordedExchange exchange, Session session, Request request) {
    assertThatThrownBy(() -> session.send(request))
        .isInstanceOfSatisfying(
            AirflowException.class, e -> assertThat(e.status()).isEqualTo(exchange.status()))
        .hasMessageContaining(toldBy(exchange.body()))
        .message()
        .doesNotContain("s3cret-w0rd", "token-", "<html");
  }

  /** What a person should be told, by another way than the client's. */
  private static String toldBy(JsonNode body) {
    if (body.isTextual()) {
      return body.asText().contains("<html") ? "HTML" : body.asText();
    }
    JsonNode detail = body.path("detail");
    if (detail.isArray()) {
      return detail.get(0).path("msg").asText();
    }
    if (detail.isObject()) {
      return detail.path("reason").asText();
    }
    return detail.isTextual()
        ? detail.asText()
        : body.has("error") ? body.path("error").asText() : body.path("title").asText();
  }

  private static void read(RecordedExchange exchange, Answer answer, Request request) {
    String path = exchange.path().replaceAll("\\?.*", "");
    if (exchange.status() == 204 || path.endsWith("/wait")) {
      return;
    }
    if (path.contains("/logs/")) {
      LogPage page =
          exchange.type().contains("application/json") && exchange.body().path("content").isArray()
              ? LogText.ofJson(answer.json(request))
              : LogText.ofText(answer.body());
      assertThat(page.lines()).noneMatch(line -> line.contains("::group::"));
      return;
    }
    Json json = answer.json(request);
    JsonNode body = exchange.body();
    for (String list : List.of("dags", "dag_runs", "task_instances", "pools", "variables")) {
      for (JsonNode item : body.path(list)) {
        readOne(list, item);
      }
    }
    readOne(kindOf(path, body), json.node());
  }

  private static String kindOf(String path, JsonNode body) {
    if (body.has("try_number")) {
      return "task_instances";
    }
    if (body.has("run_type")) {
      return "dag_runs";
    }
    if (body.has("is_paused")) {
      return "dags";
    }
    return path.contains("/pools/") ? "pools" : "other";
  }

  private static void readOne(String kind, JsonNode item) {
    Json json = new Json(item);
    switch (kind) {
      case "dags" -> {
        Dag dag = Dag.of(json);
        assertThat(dag.id()).isEqualTo(item.path("dag_id").asText()).isNotEmpty();
        assertThat(dag.paused()).isEqualTo(item.path("is_paused").asBoolean());
      }
      case "dag_runs" -> readRun(item, DagRun.of(json));
      case "task_instances" -> {
        TaskInstance task = TaskInstance.of(json);
        assertThat(task.taskId()).isEqualTo(item.path("task_id").asText()).isNotEmpty();
        assertThat(task.state().name()).isEqualTo(stateOf(item));
        assertThat(task.tryNumber()).isEqualTo(item.path("try_number").asInt());
      }
      case "pools" -> assertThat(Pool.of(json).slots()).isEqualTo(item.path("slots").asInt());
      case "variables" ->
          assertThat(Variable.of(json).value()).isEqualTo(item.path("value").asText());
      default -> assertThat(item).isNotNull();
    }
  }

  private static String stateOf(JsonNode item) {
    return item.hasNonNull("state") ? item.path("state").asText() : "none";
  }

  private static void readRun(JsonNode item, DagRun run) {
    assertThat(run.runId()).isEqualTo(item.path("dag_run_id").asText()).isNotEmpty();
    assertThat(run.state().name()).isEqualTo(item.path("state").asText());
    assertThat(run.logicalDate().isPresent()).isEqualTo(item.hasNonNull("logical_date"));
    assertThat(run.endedAt().isPresent()).isEqualTo(item.hasNonNull("end_date"));
    for (Iterator<String> keys = item.path("conf").fieldNames(); keys.hasNext(); ) {
      assertThat(run.conf()).containsKey(keys.next());
    }
  }
}
