package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.infra.stack.Component;
import io.tidemark.serving.ServingProcess.Answer;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.replay.HBaseReplayStore;
import io.tidemark.serving.replay.Replay;
import io.tidemark.serving.replay.ReplayOutcome;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import io.tidemark.store.Surface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Experiments through the whole API, on a real HBase and a real Kafka. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExperimentsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String WITHOUT_LIVE =
      """
      layers:
        - name: live
          salt: s
          experiments:
            - id: no-live
              traffic: 100%
              start: 2020-01-01T00:00:00Z
              overrides: {u1: off}
              arms:
                - {name: as-it-is}
                - {name: "off", parameters: {live: false}}
      """;

  @TempDir private static Path folder;
  private static Path file;
  private static RealServing real;
  private static final Map<String, ServedRanking> LOGGED = new HashMap<>();
  private static KafkaConsumer<String, byte[]> consumer;

  @BeforeAll
  static void start() throws Exception {
    file = folder.resolve("experiments.yml");
    Files.createDirectories(folder.resolve("readouts"));
    real =
        RealServing.start(
            Map.of(
                "experiments.file", file.toString(),
                "experiments.poll", "50ms",
                "experiments.readouts", folder.resolve("readouts").toString()));
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, real.stack.address(Component.KAFKA),
                ConsumerConfig.GROUP_ID_CONFIG, UUID.randomUUID().toString(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of("impressions"));
    real.liveActions()
        .write(
            List.of(
                new Action(
                    "e1",
                    "u1",
                    "p2",
                    ActionType.SAVE,
                    Surface.HOME,
                    Instant.now().minusSeconds(5).toEpochMilli(),
                    Action.UNKNOWN_DURATION,
                    Optional.empty())));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(real.api.get("/health/ready").status()).isEqualTo(200));
  }

  @AfterAll
  static void stop() {
    if (consumer != null) {
      consumer.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  @Order(1)
  void withoutAFileNobodyIsInAnExperimentAndAReplayIsEqual() throws Exception {
    JsonNode answer = rank();
    assertThat(answer.has("experiments")).isFalse();
    assertThat(answer.at("/pins/0/pin_id").asText()).isEqualTo("p2");

    ReplayOutcome outcome = replay(answer);

    assertThat(outcome.gone()).isEmpty();
    assertThat(outcome.isEqual()).as("largest difference %s", outcome).isTrue();
    assertThat(outcome.scored()).isEqualTo(3);
  }

  @Test
  @Order(2)
  void aFileThatIsPutThereIsTakenUpAndItsArmsAreLoggedAndReplayed() throws Exception {
    Files.writeString(file, WITHOUT_LIVE);
    await().atMost(SOON).untilAsserted(() -> assertThat(rank().has("experiments")).isTrue());
    JsonNode answer = rank();

    assertThat(answer.at("/experiments/live").asText()).isEqualTo("no-live/off/override");
    assertThat(answer.at("/pins/0/pin_id").asText()).isEqualTo("p1");
    assertThat(answer.at("/fallback").isNull()).isTrue();
    assertThat(replay(answer).isEqual()).isTrue();
    ServedRanking logged = LOGGED.get(answer.get("request_id").asText());
    assertThat(logged.request().arms()).containsEntry("live", "no-live/off/override");
    assertThat(logged.request().inputs().liveActions()).hasValue(0);
    assertThat(real.api.get("/metrics").response().body())
        .containsPattern(
            "tidemark_experiments_exposures_total\\{arm=\"no-live/off/override\",layer=\"live\"} [1-9]");
  }

  @Test
  @Order(3)
  void aFileThatCannotBeUsedIsToldEverywhereAndWhatRanRunsOn() throws Exception {
    Files.writeString(file, WITHOUT_LIVE.replace("live: false", "head_weights: {loves: 2}"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(real.api.get("/v1/experiments").body().get("problems")).isNotEmpty());

    JsonNode problem = real.api.get("/v1/experiments").body().at("/problems/0");
    assertThat(problem.get("line").asInt()).isEqualTo(11);
    assertThat(problem.get("message").asText()).isEqualTo("is not known here");
    assertThat(problem.get("fix").asText()).isEqualTo("write one of hide, save");
    assertThat(real.api.get("/v1/experiments").body().at("/layers/0/experiments/0/id").asText())
        .isEqualTo("no-live");
    assertThat(real.api.get("/health").body().get("detail").asText())
        .contains("is refused, what ran before runs on: 11:");
    assertThat(real.api.get("/health/ready").status()).as("no reason to go").isEqualTo(200);
    assertThat(real.api.get("/metrics").response().body())
        .contains("tidemark_experiments_file_ok 0.0");
    assertThat(rank().at("/experiments/live").asText()).isEqualTo("no-live/off/override");
  }

  @Test
  @Order(4)
  void anArmsRankerIsLoadedBesideThePublishedOne() throws Exception {
    real.publishRanker("ranker-2", -1);
    real.publishAgain("ranker", "ranker-1");
    Files.writeString(file, WITHOUT_LIVE.replace("live: false", "ranker_release: ranker-2"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(rank().get("ranker").asText()).isEqualTo("ranker-2"));

    JsonNode answer = rank();

    assertThat(answer.at("/pins/2/pin_id").asText()).isEqualTo("p1");
    assertThat(answer.get("degraded").toString()).doesNotContain("experiment_arm_unavailable");
    assertThat(replay(answer).isEqual()).isTrue();
  }

  @Test
  @Order(5)
  void anArmsEmbeddingIsComputedAtTheMomentOfTheRequestAndAgainByTheReplay() throws Exception {
    Files.writeString(file, WITHOUT_LIVE.replace("live: false", "live: false, cadence: realtime"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(rank().at("/realtime/status").asText()).isEqualTo("computed"));

    JsonNode answer = rank();

    assertThat(answer.at("/pins/0/pin_id").asText())
        .as("p1 of the batch, p2 since")
        .isEqualTo("p2");
    assertThat(answer.at("/realtime/newer").asInt()).isEqualTo(1);
    assertThat(answer.at("/experiments/live").asText()).isEqualTo("no-live/off/override");
    assertThat(answer.get("degraded").toString()).doesNotContain("unavailable");
    ReplayOutcome outcome = replay(answer);
    assertThat(outcome.gone()).isEmpty();
    assertThat(outcome.isEqual()).as("largest difference %s", outcome).isTrue();
    assertThat(LOGGED.get(answer.get("request_id").asText()).request().inputs().historyDigest())
        .isPresent();
    assertThat(real.api.get("/metrics").response().body())
        .containsPattern("tidemark_realtime_embeddings_total\\{outcome=\"computed\"} [1-9]");
  }

  @Test
  @Order(6)
  void aReadoutIsServedAsItWasLeft() throws Exception {
    assertThat(real.api.get("/v1/experiments/no-live/readout").status()).isEqualTo(404);
    Files.writeString(
        folder.resolve("readouts/no-live.json"), "{\"experiment\": \"no-live\", \"arms\": []}");

    Answer answer = real.api.get("/v1/experiments/no-live/readout");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("experiment").asText()).isEqualTo("no-live");
    assertThat(real.api.get("/v1/experiments/..%2Fno-live/readout").status()).isIn(400, 404);
  }

  private static JsonNode rank() throws Exception {
    real.heartbeat(Instant.now());
    Answer answer =
        real.api.post(
            "/v1/rank",
            "{\"user_id\": \"u1\", \"candidates\": [\"p1\", \"p2\", \"p3\"], \"surface\": \"home\"}");
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private static ReplayOutcome replay(JsonNode answer) {
    String id = answer.get("request_id").asText();
    await()
        .atMost(SOON)
        .until(
            () -> {
              consumer
                  .poll(Duration.ofMillis(200))
                  .forEach(
                      record -> {
                        ServedRanking ranking = ServedRankingJson.decode(record.value());
                        LOGGED.put(ranking.request().requestId(), ranking);
                      });
              return LOGGED.containsKey(id);
            });
    return new Replay(new HBaseReplayStore(real.connection), ModelsConfiguration.DEFAULT)
        .of(LOGGED.get(id));
  }
}
