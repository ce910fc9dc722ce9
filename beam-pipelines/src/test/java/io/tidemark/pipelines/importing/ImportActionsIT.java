package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveException;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports into a real HiveServer2. Each test has a database and a warehouse of its own. */
class ImportActionsIT {
  private static final Path DATA = Path.of(System.getProperty("tidemark.home"), "infra/data");

  @TempDir static Path state;
  private static LocalStack stack;

  @TempDir Path folder;

  @BeforeAll
  static void startHive() {
    stack = LocalStack.start(state, Component.HIVE);
  }

  @AfterAll
  static void stopHive() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aFileImportedTwiceIsThereOnceAndHiveAndBeamSeeTheSame() throws IOException {
    for (int time = 1; time <= 2; time++) {
      importing("kuairand", "--dataset=kuairand", "--input=" + DATA.resolve("kuairand"));

      try (HiveConnection hive = HiveConnection.open(address("kuairand"))) {
        assertThat(
                hive.query(
                    "SELECT action_type, count(*), count(DISTINCT event_id), count(duration_ms)"
                        + " FROM actions GROUP BY action_type ORDER BY action_type"))
            .containsExactly(
                List.of("comment", "1183", "1183", "1183"),
                List.of("follow", "276", "276", "276"),
                List.of("hide", "8083", "8083", "8083"),
                List.of("like", "32075", "32075", "32075"),
                List.of("share", "211", "211", "211"));
        assertThat(hive.query("SHOW PARTITIONS actions")).hasSize(15);
      }
    }
    List<Action> read = LocalPipeline.run(pipeline -> pipeline.apply(ReadActions.of(warehouse())));
    assertThat(read).hasSize(41_828);
    assertThat(read).extracting(Action::userId).doesNotContainNull();
    assertThat(read.stream().map(Action::userId).distinct()).hasSize(664);
  }

  @Test
  void aDurationNobodyMeasuredIsNullAndARangeAndAShiftMoveTheDays() throws IOException {
    Path heldBack = folder.resolve("held-back.jsonl");
    importing(
        "otto",
        "--dataset=otto",
        "--input=" + DATA.resolve("otto/train.jsonl"),
        "--shiftDays=365",
        "--until=2023-08-28T00:00:00Z",
        "--heldBack=" + heldBack);

    List<String> held = Files.readAllLines(heldBack);
    try (HiveConnection hive = HiveConnection.open(address("otto"))) {
      assertThat(hive.query("SELECT count(*), count(duration_ms), min(dt), max(dt) FROM actions"))
          .containsExactly(
              List.of(String.valueOf(862 - held.size()), "0", "2023-07-31", "2023-08-27"));
    }
    assertThat(held).isNotEmpty().first().asString().contains("\"occurred_at\":1693");

    importing("otto", "--dataset=otto", "--input=" + DATA.resolve("otto"), "--shiftDays=1");
    try (HiveConnection hive = HiveConnection.open(address("otto"))) {
      assertThat(hive.query("SELECT count(*), min(dt), max(dt) FROM actions"))
          .containsExactly(List.of("862", "2022-08-01", "2022-08-29"));
      assertThat(hive.query("SHOW PARTITIONS actions")).hasSize(29);
    }
  }

  @Test
  void tooManyBadRowsImportNothingAndTellWhereTheyAre() throws IOException {
    Path input =
        Inputs.write(
            folder,
            "bad.jsonl",
            """
            {"session":1,"events":[{"aid":1,"ts":1659304800025,"type":"clicks"}]}
            {"session":2,"events":[{"aid":1,"ts":1659304800025,"type":"steals"}]}
            """);

    assertThatThrownBy(() -> importing("bad", "--dataset=otto", "--input=" + input))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll("1 of 2 rows", "50.00 %", "--maxRejectShare", ".rejects.jsonl");
    try (HiveConnection hive = HiveConnection.open(address("bad"))) {
      assertThat(hive.query("SHOW PARTITIONS actions")).isEmpty();
    }
    assertThat(rejects())
        .singleElement()
        .asString()
        .contains("\"line\":2", "steals", "type=steals");

    importing("bad", "--dataset=otto", "--input=" + input, "--maxRejectShare=0.5");
    assertThat(LocalPipeline.run(pipeline -> pipeline.apply(ReadActions.of(warehouse()))))
        .hasSize(1);
  }

  @Test
  void theSchemaIsCreatedOnceAndKeepsItsPlace() {
    assertThat(HiveSchema.create(address("schema"), warehouse()))
        .containsExactly(
            "database schema_it",
            "table actions",
            "table impressions",
            "table pins",
            "table user_sequences",
            "view newest_user_sequences");
    assertThat(HiveSchema.create(address("schema"), warehouse())).isEmpty();
    assertThatThrownBy(() -> HiveSchema.create(address("schema"), Warehouse.at("/somewhere/else")))
        .hasMessageContainingAll("schema_it.actions", "/somewhere/else", "--warehouse");
    assertThatThrownBy(() -> HiveConnection.open(address("nobody")).close())
        .isInstanceOf(HiveException.class)
        .hasMessageContainingAll("nobody_it", "./tidemark schema");
  }

  private void importing(String database, String... flags) throws IOException {
    String[] all =
        Stream.concat(
                Stream.of(flags),
                Stream.of(
                    "--hive=" + address(database),
                    "--warehouse=" + warehouse().root(),
                    "--rejects=" + folder.resolve("rejects")))
            .toArray(String[]::new);
    try {
      ImportActions.run(Job.parse(all, ImportOptions.class));
    } finally {
      // Nothing half-written may stay, however the import ended.
      assertThat(hiddenFiles()).isEmpty();
    }
  }

  private List<Path> hiddenFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith("."))
          .filter(file -> !file.getFileName().toString().endsWith(".crc"))
          .toList();
    }
  }

  private List<String> rejects() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rejects"))) {
      return Files.readAllLines(files.findFirst().orElseThrow());
    }
  }

  private Warehouse warehouse() {
    return Warehouse.at(folder.resolve("warehouse").toString());
  }

  private static String address(String database) {
    return HiveConnection.withDatabase(stack.address(Component.HIVE), database + "_it");
  }
}
