package io.tidemark.serving.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.serving.runs.BatchRuns.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers as Airflow 3 does: with a token, and with what was recorded of it. */
class AirflowRunsTest {
  private static final String RUNS = "/api/v2/dags/daily_embeddings/dagRuns";
  private static final String DAG =
      """
      {"dag_id": "daily_embeddings", "is_paused": false, "next_dagrun_run_after": "2026-11-23T02:00:00Z"}
      """;
  private static final String SUCCESS =
      """
      {"dag_run_id": "day-20", "dag_id": "daily_embeddings", "state": "success", "logical_date": null,
       "start_date": "2026-11-21T02:00:00.5Z", "end_date": "2026-11-21T02:30:00Z", "conf": {"data_day": "2026-11-20"}}
      """;
  private static final String FAILED =
      """
      {"dag_run_id": "day-21", "dag_id": "daily_embeddings", "state": "failed",
       "logical_date": "2026-11-21T00:00:00Z", "start_date": "2026-11-22T02:00:00Z",
       "end_date": "2026-11-22T02:05:00Z", "conf": {}}
      """;

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.put("/api/v2/dags/daily_embeddings", DAG);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theLastRunAndTheNextAreToldAfterLoggingIn() {
    runs(SUCCESS);
    BatchRuns read = reader("admin", "secret").read();
    assertThat(read.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(read.problem()).isNull();
    assertThat(read.last().run()).isEqualTo("day-20");
    assertThat(read.last().day()).isEqualTo("2026-11-20");
    assertThat(read.last().failedTasks()).isEmpty();
    assertThat(read.lastSuccess()).isEqualTo(Instant.parse("2026-11-21T02:30:00Z"));
    assertThat(read.nextRunAt()).isEqualTo(Instant.parse("2026-11-23T02:00:00Z"));
    assertThat(read.paused()).isFalse();
    assertThat(read.running()).isNull();
  }

  @Test
  void aRunThatFailedTellsWhichTaskAndWhyAndIsAskedOnce() {
    runs(FAILED, SUCCESS, SUCCESS.replace("success", "running").replace("day-20", "day-22"));
    answers.put(
        RUNS + "/day-21/taskInstances",
        """
        {"task_instances": [
          {"task_id": "publish", "state": "upstream_failed", "try_number": 0},
          {"task_id": "embed", "state": "failed", "try_number": 3, "end_date": "2026-11-22T02:05:00Z"},
          {"task_id": "pins", "state": "success", "try_number": 1}]}
        """);
    answers.put(
        RUNS + "/day-21/taskInstances/embed/logs/3",
        """
        {"content": [{"event": "::group::Log message source details"},
          {"event": "starting", "level": "info"},
          {"event": "gate: drift 0.71 is above 0.60", "level": "error"},
          {"event": "exit code 1", "level": "info"}], "continuation_token": null}
        """);
    BatchRunsReader reader = reader("admin", "secret");
    BatchRuns read = reader.read();
    assertThat(read.status()).isEqualTo(Status.FAILED);
    assertThat(read.last().day()).isEqualTo("2026-11-21");
    assertThat(read.last().failedTasks()).containsExactly("embed");
    assertThat(read.last().why()).isEqualTo("gate: drift 0.71 is above 0.60");
    assertThat(read.lastSuccess()).isEqualTo(Instant.parse("2026-11-21T02:30:00Z"));
    assertThat(read.running().run()).isEqualTo("day-22");
    asked.clear();
    assertThat(reader.read().last()).isEqualTo(read.last());
    assertThat(asked).noneMatch(path -> path.contains("taskInstances"));
  }

  @Test
  void aSchedulerThatIsAwayOrRefusesMakesEverythingUnknownWithTheReason() {
    runs(SUCCESS);
    BatchRuns refused = reader("admin", "wrong").read();
    assertThat(refused.status()).isEqualTo(Status.UNKNOWN);
    assertThat(refused.problem()).contains("admin", "401").doesNotContain("wrong");
    assertThat(refused.last()).isNull();
    BatchRunsReader reader = reader("admin", "secret");
    Instant readAt = reader.read().readAt();
    server.stop(0);
    BatchRuns away = reader.read();
    assertThat(away.status()).isEqualTo(Status.UNKNOWN);
    assertThat(away.problem()).contains("does not answer");
    assertThat(away.last()).as("never the last value").isNull();
    assertThat(away.nextRunAt()).isNull();
    assertThat(away.readAt()).isEqualTo(readAt);
  }

  @Test
  void anAnswerThatIsNoneIsUnknownAndNotAnException() {
    answers.put(RUNS, "<html>");
    assertThat(reader("admin", "secret").read().status()).isEqualTo(Status.UNKNOWN);
    answers.put(RUNS, "{}");
    BatchRuns none = reader("admin", "secret").read();
    assertThat(none.status()).isEqualTo(Status.NEVER_RAN);
    assertThat(none.nextRunAt()).isNotNull();
  }

  @Test
  void withoutASchedulerItSaysHowToConfigureOne() {
    BatchRuns none = new RunsWatch(SchedulerConfiguration.DEFAULT, clock).read();
    assertThat(none.status()).isEqualTo(Status.NOT_CONFIGURED);
    assertThat(none.problem()).contains("TIDEMARK_SCHEDULER");
    assertThat(
            new SchedulerConfiguration("nowhere", null, null, null, null, null).isAddressUsable())
        .isFalse();
    assertThat(new SchedulerConfiguration("x", "u", "secret", null, null, null).toString())
        .doesNotContain("secret");
  }

  private void runs(String... runs) {
    answers.put(RUNS, "{\"dag_runs\": [" + String.join(",", runs) + "]}");
  }

  private BatchRunsReader reader(String username, String password) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    return new AirflowRuns(
        URI.create(address),
        new SchedulerConfiguration(address, username, password, null, null, null),
        clock);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    if (path.equals("/auth/token")) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      send(exchange, body.contains("\"secret\"") ? 201 : 401, "{\"access_token\": \"t0\"}");
    } else if (!"Bearer t0".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"detail\": \"Not authenticated\"}");
    } else if (answers.containsKey(path)) {
      send(exchange, 200, answers.get(path));
    } else {
      send(exchange, 404, "{\"error\": \"API route not found\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
