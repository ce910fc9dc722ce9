package io.tidemark.workflows.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.workflows.dagfiles.DagFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract's workflows for a real Airflow are those that the embedded scheduler is tried with.
 */
class ContractDagFileTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("tidemark.home"),
          "workflows/src/test/resources/airflow/tidemark_contract.py");

  @Test
  void theFileOfTheRepositoryIsThatOfTheTests() throws IOException {
    String text =
        DagFile.together(
            EmbeddedScheduler.WORKFLOWS.stream()
                .map(workflow -> new DagFile(workflow, List.of("/bin/sh", "-c")))
                .toList());
    if (Boolean.getBoolean("dagfiles.write")) {
      Files.writeString(FILE, text);
    }

    assertThat(FILE).as("write it anew with -Ddagfiles.write=true").hasContent(text);
  }
}
