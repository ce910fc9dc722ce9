package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One model and three daily runs on a real HBase, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbedUsersIT {
  private static final PinVectors PINS = Tiny.pins();
  private static final List<String> USERS =
      IntStream.range(0, 60).mapToObj(user -> "user" + user).toList();
  private static final Instant DAY_8 = Instant.parse("2024-03-09T00:00:00Z");

  @TempDir private static Path folder;
  private static LocalStack stack;
  private static StoreConnection connection;
  private static Releases releases;
  private static UserEmbeddings embeddings;
  private static String model;

  @BeforeAll
  static void trainAModel() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HBASE);
    connection = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    new StoreSchema(connection).create();
    releases = new Releases(connection);
    embeddings = new UserEmbeddings(connection);
    releases.add(
        new Release(
            Release.PINS,
            PINS.version(),
            PINS.version(),
            Tiny.START,
            Optional.empty(),
            PINS.size(),
            Map.of(),
            Map.of(),
            Tiny.START));
    releases.publish(Release.PINS, PINS.version(), "test");
    options(DAY_8); // logs into the file systems
    TrainPinnerFormerTest.fill(Warehouse.at(folder.toString()), PINS);
    model =
        TrainPinnerFormer.train(
            Job.parse(
                flags(
                    "--asOf=" + DAY_8,
                    "--maxSteps=10",
                    "--config=" + EmbedUsersIT.class.getResource("tiny.yaml").getPath()),
                TrainPinnerFormerOptions.class));
  }

  @AfterAll
  static void stop() {
    connection.close();
    stack.close();
  }

  @Test
  @Order(1)
  void aFullRunWritesEveryUserAndPublishesTheRelease() throws Exception {
    Release release = EmbedUsers.embed(options(DAY_8));

    assertThat(releases.published(Release.PINNERFORMER)).contains(release);
    assertThat(release.id()).isEqualTo(DAY_8.toString());
    assertThat(release.requires()).containsEntry(Release.PINS, PINS.version());
    assertThat(release.rows()).isEqualTo(read(DAY_8, release).size());
    assertThat(read(DAY_8, release).values())
        .allSatisfy(embedding -> assertThat(embedding.asOf()).isEqualTo(DAY_8));
    assertThat(EmbedUsers.embed(options(DAY_8))).isEqualTo(release);
  }

  @Test
  @Order(2)
  void anIncrementalRunLeavesQuietUsersTheVectorTheyHave() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();

    Release release = EmbedUsers.embed(options(Tiny.AS_OF, "--activeSince=2024-03-10T12:00:00Z"));

    Map<String, UserEmbedding> read = read(Tiny.AS_OF, release);
    long fresh = read.values().stream().filter(e -> e.asOf().equals(Tiny.AS_OF)).count();
    assertThat(fresh).isEqualTo(release.rows()).isBetween(1L, before.rows() - 1);
    assertThat(read).hasSizeGreaterThanOrEqualTo((int) before.rows());
  }

  @Test
  @Order(3)
  void whatFailsItsChecksIsNotPublishedAndTheOldReleaseStays() {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();

    assertThatThrownBy(
            () -> EmbedUsers.embed(options(Tiny.AS_OF.plusSeconds(60), "--from=2024-04-01")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the old release stays");
    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
  }

  @Test
  @Order(4)
  void anUnpublishedRunIsNotServed() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();

    Release release = EmbedUsers.embed(options(Tiny.AS_OF.plusSeconds(120), "--publish=false"));

    assertThat(releases.get(Release.PINNERFORMER, release.id())).contains(release);
    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
  }

  @Test
  @Order(5)
  void aModelThatIsNotPublishedNeedsAFullRun() throws Exception {
    String another =
        TrainPinnerFormer.train(
            Job.parse(
                flags(
                    "--asOf=" + DAY_8,
                    "--maxSteps=5",
                    "--config=" + EmbedUsersIT.class.getResource("tiny.yaml").getPath()),
                TrainPinnerFormerOptions.class));

    assertThat(another).isNotEqualTo(model);
    assertThatThrownBy(
            () ->
                EmbedUsers.embed(
                    options(
                        Tiny.AS_OF, "--model=" + another, "--activeSince=2024-03-10T12:00:00Z")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("run without it");
  }

  private static Map<String, UserEmbedding> read(Instant atOrBefore, Release release) {
    return embeddings.read(USERS, release.version(), atOrBefore);
  }

  private static EmbedUsersOptions options(Instant asOf, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--asOf=" + asOf);
    return Job.parse(flags(flags.toArray(String[]::new)), EmbedUsersOptions.class);
  }

  private static String[] flags(String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--warehouse=" + folder);
    flags.add("--models=" + folder.resolve("models"));
    flags.add("--hbase=" + stack.address(Component.HBASE));
    return flags.toArray(String[]::new);
  }
}
