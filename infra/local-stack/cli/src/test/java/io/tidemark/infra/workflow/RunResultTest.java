package io.tidemark.infra.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.infra.console.Console;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a command says of a run's end, and with which exit status; the server is a script. */
class RunResultTest {
  private static final String RUN = "/api/v2/dags/w/dagRuns/w__2026-11-20";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(err, true));
  private String state = "failed";
  private HttpServer server;
  private AirflowClient airflow;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    airflow = AirflowClient.connect(AirflowAddress.of(url, "admin", "secret"));
  }

  @AfterEach
  void stop() {
    airflow.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int status = path.equals("/auth/token") ? 201 : 200;
    byte[] body = body(path).getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        body.length == 0 ? 404 : status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private String body(String path) {
    return switch (path) {
      case "/api/v2/version" -> "{\"version\": \"3.2.0\"}";
      case "/auth/token" -> "{\"access_token\": \"t\"}";
      case RUN ->
          "{\"dag_id\": \"w\", \"dag_run_id\": \"w__2026-11-20\", \"state\": \"%s\"}"
              .formatted(state);
      case RUN + "/taskInstances" ->
          """
          {"task_instances": [
            {"dag_id": "w", "dag_run_id": "w__2026-11-20", "task_id": "seal_day", "map_index": -1,
             "state": "success", "try_number": 1, "max_tries": 2},
            {"dag_id": "w", "dag_run_id": "w__2026-11-20", "task_id": "embed_users", "map_index": -1,
             "state": "%s", "try_number": 3, "max_tries": 2, "note": "exit status 1: line 20"}],
           "total_entries": 2}
          """
              .formatted(state);
      case RUN + "/taskInstances/embed_users/logs/3" ->
          IntStream.rangeClosed(1, 20)
              .mapToObj("{\"event\": \"line %d\"}"::formatted)
              .collect(
                  Collectors.joining(",", "{\"content\": [", "], \"continuation_token\": null}"));
      default -> "";
    };
  }

  @Test
  void aFailureIsShownWithTheLastLinesOfItsLogAndIsTheExitStatus() throws Exception {
    assertThat(new RunResult(airflow, console).await("w", "w__2026-11-20")).isEqualTo(1);

    assertThat(out.toString()).contains("embed_users", "failed", "try 3 of 3");
    assertThat(err.toString().lines().map(String::strip))
        .contains("the end of the log of embed_users, try 3:", "line 6", "line 20")
        .contains("exit status 1: line 20", "w__2026-11-20 failed: embed_users")
        .doesNotContain("line 5");
  }

  @Test
  void aSuccessSaysNoMoreThanItsTable() throws Exception {
    state = "success";

    assertThat(new RunResult(airflow, console).await("w", "w__2026-11-20")).isZero();

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("embed_users", "success");
  }
}
