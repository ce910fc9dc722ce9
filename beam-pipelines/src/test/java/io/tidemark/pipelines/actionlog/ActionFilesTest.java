package io.tidemark.pipelines.actionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionFilesTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 2);
  private static final LocalDate THIRD = LocalDate.of(2024, 1, 4);
  private static final Action MORNING = Actions.save("a", "u1", "p", "2024-01-02T06:00:00Z");
  private static final Action EVENING = Actions.save("b", "u2", "p", "2024-01-02T20:00:00Z");
  private static final Action LATER = Actions.save("c", "u1", "q", "2024-01-04T12:00:00Z");

  @TempDir Path folder;
  private Warehouse warehouse;
  private ActionFiles files;

  @BeforeEach
  void openWarehouse() {
    warehouse = Warehouse.at(folder.resolve("ware house").toString());
    files = new ActionFiles(warehouse);
  }

  @Test
  void whatIsWrittenIsReadBackByDayAndInstantEachEventOnce() throws IOException {
    files.write(FIRST, "one", List.of(MORNING, EVENING));
    files.write(FIRST, "two", List.of(EVENING));
    files.write(THIRD, "one", List.of(LATER));

    assertThat(read(ReadActions.of(warehouse))).containsExactlyInAnyOrder(MORNING, EVENING, LATER);
    assertThat(read(ReadActions.of(warehouse).from(LocalDate.of(2024, 1, 3))))
        .containsExactly(LATER);
    assertThat(read(ReadActions.of(warehouse).before(Instant.ofEpochMilli(EVENING.occurredAt()))))
        .containsExactly(MORNING);
  }

  @Test
  void daysWithoutFilesBringNothing() {
    assertThat(read(ReadActions.of(warehouse))).isEmpty();
  }

  @Test
  void aFileWrittenAgainReplacesTheFirst() throws IOException {
    files.write(FIRST, "one", List.of(MORNING));
    files.write(FIRST, "one", List.of(EVENING));

    assertThat(filesOf(FIRST)).containsExactly("one.parquet");
    assertThat(read(ReadActions.of(warehouse))).containsExactly(EVENING);
  }

  @Test
  void aFileThatFailsHalfwayLeavesTheOldOneAndNothingElse() throws IOException {
    files.write(FIRST, "one", List.of(MORNING));

    assertThatThrownBy(() -> files.write(FIRST, "one", List.of(EVENING, LATER)))
        .hasMessageContainingAll("c", "2024-01-04", "2024-01-02");
    assertThat(filesOf(FIRST)).containsExactly("one.parquet");
    assertThat(read(ReadActions.of(warehouse))).containsExactly(MORNING);
  }

  @Test
  void aNameCannotLeaveItsFolder() {
    assertThatThrownBy(() -> files.path(FIRST, "../x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files.path(FIRST, ".hidden"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Action> read(ReadActions read) {
    return LocalPipeline.run(pipeline -> pipeline.apply(read));
  }

  private List<String> filesOf(LocalDate day) throws IOException {
    try (Stream<Path> paths =
        Files.list(folder.resolve("ware house").resolve("actions/dt=" + day))) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
