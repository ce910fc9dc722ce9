package io.tidemark.workflows.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.RunRequest;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.RunWatch;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler in a process of its own, killed while it works. */
class SchedulerKilledIT {
  private static final DataDay DAY = new DataDay(LocalDate.of(2026, 11, 20));

  @TempDir Path folder;
  private Path place;
  private Path configuration;
  private String url;
  private Process scheduler;

  @BeforeEach
  void prepare() throws Exception {
    place = Files.createDirectories(folder.resolve("place"));
    int port = freePort();
    url = "http://127.0.0.1:" + port;
    configuration = folder.resolve("scheduler.yml");
    Files.writeString(
        configuration,
        """
        folder: %s
        launcher: [/bin/sh, -c]
        graceSeconds: 1
        server:
          maxThreads: 16
          minThreads: 2
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: %d}]
          adminConnectors: []
          requestLog: {appenders: []}
        logging:
          level: WARN
        """
            .formatted(folder.resolve("scheduler"), port));
    scheduler = start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.destroy();
    if (!scheduler.waitFor(20, TimeUnit.SECONDS)) {
      scheduler.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KillableScheduler.class.getName(),
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("scheduler.log").toFile()));
    builder.environment().put("PLACE", place.toString());
    return builder.start();
  }

  private AirflowClient client() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode passwords =
                  new ObjectMapper()
                      .readTree(folder.resolve("scheduler/credentials.json").toFile());
              return AirflowClient.connect(
                  AirflowAddress.of(url, "admin", passwords.path("admin").asText()));
            },
            client -> client != null);
  }

  private void kill() throws Exception {
    scheduler.destroyForcibly().waitFor();
  }

  private RunView end(AirflowClient client, String runId) throws InterruptedException {
    return new RunWatch(client, Duration.ofMillis(100), Duration.ofSeconds(30))
        .await("daily", runId, seen -> {});
  }

  @Test
  void killedInTheMidstOfAPublishItGoesOnWithItAndPublishesOnce() throws Exception {
    RunRequest wanted = RunRequest.forDay("daily", DAY);
    try (AirflowClient client = client()) {
      client.trigger("daily", wanted);
      await().until(() -> Files.exists(place.resolve("publishing")));
    }
    kill();
    assertThat(place.resolve("pointer")).doesNotExist();
    scheduler = start();
    try (AirflowClient client = client()) {
      Files.createFile(place.resolve("go-on"));

      assertThat(end(client, wanted.runId()).isSuccess()).isTrue();
      assertThat(place.resolve("embedded")).hasContent("embedded");
      assertThat(place.resolve("begun")).hasContent("begun");
      assertThat(place.resolve("published")).hasContent(DAY.toString());
      assertThat(place.resolve("evaluated")).hasContent("evaluated");
    }
  }

  @Test
  void whatEndedWhileTheSchedulerWasAwayIsJudgedByWhatItLeft() throws Exception {
    RunRequest wanted = RunRequest.forDay("daily", DAY);
    try (AirflowClient client = client()) {
      client.trigger("daily", wanted);
      await().until(() -> Files.exists(place.resolve("publishing")));
    }
    kill();
    Files.createFile(place.resolve("go-on"));
    await().until(() -> Files.exists(place.resolve("published")));
    scheduler = start();
    try (AirflowClient client = client()) {
      RunView end = end(client, wanted.runId());

      assertThat(end.isSuccess()).isTrue();
      assertThat(end.tasks()).allMatch(task -> task.tryNumber() == 1);
      assertThat(place.resolve("published")).hasContent(DAY.toString());
    }
  }

  @Test
  void aKilledTaskIsTriedAgainAndPublishesOnce() throws Exception {
    RunRequest wanted = RunRequest.forDay("daily", DAY);
    try (AirflowClient client = client()) {
      client.trigger("daily", wanted);
      await().until(() -> Files.exists(place.resolve("publishing")));
      long pid =
          client.taskInstance("daily", wanted.runId(), "publish").orElseThrow().pid().orElseThrow();

      // The process that the scheduler knows; its children live on and have to be ended.
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await().until(() -> Files.readString(place.resolve("begun")).lines().count() == 2);
      Files.createFile(place.resolve("go-on"));

      assertThat(end(client, wanted.runId()).isSuccess()).isTrue();
      assertThat(place.resolve("published")).hasContent(DAY.toString());
      assertThat(client.taskInstance("daily", wanted.runId(), "publish").orElseThrow().tryNumber())
          .isEqualTo(2);
    }
  }

  @Test
  void taskAndSchedulerKilledTogetherEndInOnePublish() throws Exception {
    RunRequest wanted = RunRequest.forDay("daily", DAY);
    long pid;
    try (AirflowClient client = client()) {
      client.trigger("daily", wanted);
      await().until(() -> Files.exists(place.resolve("publishing")));
      pid =
          client.taskInstance("daily", wanted.runId(), "publish").orElseThrow().pid().orElseThrow();
    }
    kill();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    scheduler = start();
    try (AirflowClient client = client()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(place.resolve("begun")).lines().count() == 2);
      Files.createFile(place.resolve("go-on"));

      assertThat(end(client, wanted.runId()).isSuccess()).isTrue();
      assertThat(place.resolve("published")).hasContent(DAY.toString());
    }
  }

  @Test
  void aSecondSchedulerOnTheSameFolderEndsAndTheFirstGoesOn() throws Exception {
    try (AirflowClient client = client()) {
      Process second = start();

      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isNotZero();
      assertThat(client.dags()).hasSize(1);
    }
  }
}
