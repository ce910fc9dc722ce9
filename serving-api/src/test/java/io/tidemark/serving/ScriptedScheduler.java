package io.tidemark.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A scheduler that answers as Airflow 3 does: {@code daily_embeddings} ran well for some days and
 * failed today, {@code train_ranker} is running, and {@code pinnersage_daily} is paused.
 */
final class ScriptedScheduler implements AutoCloseable {
  static final String WHY = "embed_users: 3 of 64 shards failed: no space left on device";

  private static final int DAYS = 12;

  private final HttpServer server;
  private final Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);

  ScriptedScheduler() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v2/dags", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/api/v2/dags".length());
    String body =
        switch (path) {
          case "" ->
              "{\"dags\": [%s, %s, %s], \"total_entries\": 3}"
                  .formatted(daily(), training(), sage());
          case "/daily_embeddings" -> daily();
          case "/~/dagRuns" -> "{\"dag_runs\": [%s, %s]}".formatted(training(0), dailyRuns());
          case "/daily_embeddings/dagRuns" -> "{\"dag_runs\": [%s]}".formatted(dailyRuns());
          default -> path.contains("/logs/") ? log() : tasks();
        };
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String daily() {
    return dag(
        "daily_embeddings",
        "Everybody's embeddings of the day, checked and published",
        "\"0 2 * * *\"",
        false,
        midnight.plus(Duration.ofHours(26)));
  }

  private String training() {
    return dag(
        "train_ranker",
        "A new ranker on the last weeks, against the published one",
        "\"0 4 * * 0\"",
        false,
        midnight.plus(Duration.ofDays(5)));
  }

  private String sage() {
    return dag("pinnersage_daily", "Interests of each user", "\"30 3 * * *\"", true, midnight);
  }

  private static String dag(
      String id, String description, String schedule, boolean paused, Instant next) {
    return """
        {"dag_id": "%s", "description": "%s", "timetable_summary": %s, "is_paused": %s,
         "next_dagrun_run_after": "%s"}
        """
        .formatted(id, description, schedule, paused, next);
  }

  private String dailyRuns() {
    return IntStream.range(0, DAYS)
        .mapToObj(
            ago ->
                run(
                    "daily_embeddings",
                    LocalDate.ofInstant(midnight, ZoneOffset.UTC).minusDays(ago + 1L),
                    ago == 0 || ago == 6 ? "failed" : "success",
                    midnight.minus(Duration.ofDays(ago)).plus(Duration.ofHours(2)),
                    Duration.ofMinutes(ago == 0 ? 9 : 21 + ago % 4)))
        .collect(Collectors.joining(", "));
  }

  private String training(int ago) {
    return """
        {"dag_id": "train_ranker", "dag_run_id": "manual-1", "state": "running", "run_type": "manual",
         "conf": {"data_day": "%s"}, "start_date": "%s", "end_date": null, "note": null}
        """
        .formatted(
            LocalDate.ofInstant(midnight, ZoneOffset.UTC).minusDays(1),
            Instant.now().minus(Duration.ofMinutes(17 + ago)));
  }

  private static String run(String dag, LocalDate day, String state, Instant start, Duration took) {
    return """
        {"dag_id": "%s", "dag_run_id": "scheduled-%s", "state": "%s", "run_type": "scheduled",
         "conf": {"data_day": "%s"}, "start_date": "%s", "end_date": "%s", "note": null}
        """
        .formatted(dag, day, state, day, start, start.plus(took));
  }

  private String tasks() {
    Instant start = midnight.plus(Duration.ofHours(2));
    return """
        {"task_instances": [
          {"task_id": "seal_day", "state": "success", "try_number": 1, "start_date": "%s", "end_date": "%s"},
          {"task_id": "embed_users", "state": "failed", "try_number": 3, "start_date": "%s", "end_date": "%s"},
          {"task_id": "gate", "state": "upstream_failed", "try_number": 0, "start_date": null, "end_date": null},
          {"task_id": "publish", "state": "upstream_failed", "try_number": 0, "start_date": null, "end_date": null}
        ]}
        """
        .formatted(start, start.plusSeconds(41), start.plusSeconds(42), start.plusSeconds(540));
  }

  private static String log() {
    return """
        {"content": [{"event": "::group::"}, {"event": "reading actions of 41,208 users"},
          {"event": "shard 17: written"}, {"event": "%s", "level": "error"}]}
        """
        .formatted(WHY);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
