package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.impressionlog.ReadImpressions;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Impression;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a ranking over HTTP to rows in Hive, with every server in between. */
class ArchiveImpressionsIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static final Instant BATCH_AS_OF =
      Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

  private static LocalStack stack;
  private static Warehouse warehouse;
  private static String hive;

  @BeforeAll
  static void startServers() throws Exception {
    stack =
        LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.KAFKA, Component.HIVE);
    warehouse = Warehouse.at(folder.resolve("warehouse").toString());
    hive = HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
    assertThat(Topics.run("--kafka=" + stack.address(Component.KAFKA))).isZero();
    try (StoreConnection store =
        StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(store).create();
      PublishedBatch.publish(store, folder.resolve("models"), BATCH_AS_OF);
    }
    stack.start(Component.API);
  }

  @AfterAll
  static void stopServers() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void whatIsServedIsInHiveWithItsScoresAndBothAsOfs() throws Exception {
    aTableOfAnOlderVersion();
    assertThat(HiveSchema.create(hive, warehouse)).contains("15 columns of impressions");

    JsonNode answer = rank();
    assertThat(answer.get("ranked_by").asText()).isEqualTo("ranker");
    try (StreamJvm stream =
            StreamJvm.start(
                ArchiveActions.class,
                folder.resolve("stream"),
                "--kafka=" + stack.address(Component.KAFKA),
                "--hive=" + hive,
                "--warehouse=" + warehouse.root(),
                "--rollEvery=2s");
        ActionTraffic traffic = new ActionTraffic(stack.address(Component.KAFKA))) {
      traffic.send(
          new ProducerRecord<>(ActionTopics.IMPRESSIONS, 0, null, "no ranking".getBytes(UTF_8)));
      await().atMost(SOON).until(() -> read().size() == 2);
      assertThatItIsWhatWasAnswered(answer);
      assertThatHiveSees(answer);
      assertThat(stream.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static void assertThatItIsWhatWasAnswered(JsonNode answer) {
    for (Impression impression : read()) {
      JsonNode pin = answer.get("pins").get(impression.position());
      assertThat(impression.pin().pinId()).isEqualTo(pin.get("pin_id").asText());
      assertThat(impression.pin().score()).hasValue(pin.get("score").floatValue());
      assertThat(impression.pin().headScores()).containsKeys("save", "hide");
      assertThat(impression.request().requestId()).isEqualTo(answer.get("request_id").asText());
      assertThat(impression.request().pinsRelease()).hasValue("pins-1");
      assertThat(impression.request().batchAsOf()).hasValue(BATCH_AS_OF.toEpochMilli());
    }
  }

  private static void assertThatHiveSees(JsonNode answer) {
    try (HiveConnection connection = HiveConnection.open(hive)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(connection.query("SHOW PARTITIONS impressions")).hasSize(1));
      assertThat(
              connection.query(
                  "SELECT pin_id, position, batch_as_of, live_as_of IS NULL, scores['save'] BETWEEN 0"
                      + " AND 1, score IS NOT NULL, ranker_release FROM impressions"))
          .containsExactlyInAnyOrder(
              row(answer, 0, BATCH_AS_OF.toEpochMilli()),
              row(answer, 1, BATCH_AS_OF.toEpochMilli()));
    }
  }

  private static List<String> row(JsonNode answer, int position, long batchAsOf) {
    return List.of(
        answer.get("pins").get(position).get("pin_id").asText(),
        String.valueOf(position),
        String.valueOf(batchAsOf),
        // No stream has written a watermark here: how far the live side is, is unknown.
        "true",
        "true",
        "true",
        answer.get("ranker").asText());
  }

  private static List<Impression> read() {
    return LocalPipeline.run(pipeline -> pipeline.apply(ReadImpressions.of(warehouse)));
  }

  private static JsonNode rank() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.address(Component.API) + "/v1/rank"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"user_id": "u1", "candidates": ["p1", "p2"], "surface": "home"}"""))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The table as it was before it said what had ranked. */
  private static void aTableOfAnOlderVersion() {
    try (HiveConnection connection =
        HiveConnection.open(HiveConnection.withDatabase(hive, "default"))) {
      connection.execute("CREATE DATABASE IF NOT EXISTS tidemark");
      connection.execute(
          """
          CREATE EXTERNAL TABLE IF NOT EXISTS tidemark.impressions
          (request_id STRING, user_id STRING, pin_id STRING, position INT,
           scores MAP<STRING,FLOAT>, arms MAP<STRING,STRING>, batch_as_of BIGINT,
           live_as_of BIGINT, shown_at BIGINT)
          PARTITIONED BY (dt STRING) STORED AS PARQUET LOCATION """
              + HiveConnection.literal(warehouse.location(HiveSchema.IMPRESSIONS)));
    }
  }
}
