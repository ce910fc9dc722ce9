package io.tidemark.workflows.dagfiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.workflows.Command;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import io.tidemark.workflows.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DagFileTest {
  private static final Path DAGS =
      Path.of(System.getProperty("tidemark.home"), "infra", "airflow", "dags");

  @Test
  void theFilesOfTheRepositoryAreThoseOfTheWorkflows() throws IOException {
    for (Workflow workflow : Workflows.all()) {
      DagFile file = DagFile.of(workflow);
      if (Boolean.getBoolean("dagfiles.write")) {
        Files.writeString(DAGS.resolve(file.name()), file.text());
      }
      assertThat(DAGS.resolve(file.name()))
          .as("write it anew with './tidemark workflow dag-files infra/airflow/dags'")
          .hasContent(file.text());
    }
    try (Stream<Path> files = Files.list(DAGS)) {
      assertThat(
              files
                  .map(path -> path.getFileName().toString())
                  .filter(name -> name.endsWith(".py"))
                  .toList())
          .containsExactlyInAnyOrderElementsOf(
              Workflows.all().stream().map(Workflow::id).map(id -> id + ".py").toList());
    }
  }

  @Test
  void whatIsInAnArgumentIsNeverPartOfTheShellsProgram() {
    Workflow workflow =
        new Workflow(
            "w",
            "it's",
            Optional.empty(),
            new Limits(1, Duration.ofHours(1)),
            List.of(Task.of("t", Command.of("say", "$(rm) `rm` \"x\" it's {as_of}"))));

    assertThat(DagFile.of(workflow).text())
        .contains("description='it\\'s'")
        .contains("\\\\$(rm) \\\\`rm\\\\` \\\\\"x\\\\\" it\\'s ${TIDEMARK_AS_OF}\" '")
        .contains("schedule=None");
  }

  @Test
  void eachTaskComesAfterItsUpstream() {
    String text = DagFile.of(Workflows.TRAIN_PINNERFORMER).text();

    assertThat(text.lines().filter(line -> line.contains(" >> ")).collect(Collectors.toList()))
        .contains("    [build_pins] >> train_pinnerformer");
  }
}
