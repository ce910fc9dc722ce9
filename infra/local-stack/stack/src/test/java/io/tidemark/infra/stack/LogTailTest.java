package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path folder;

  @Test
  void theLastLinesOfALongLogAreRead() throws Exception {
    Path log = folder.resolve("x.log");
    Files.writeString(
        log,
        IntStream.range(0, 20_000)
            .mapToObj("line %d"::formatted)
            .collect(Collectors.joining("\n", "", "\n")));

    assertThat(LogTail.read(log, 2)).containsExactly("line 19998", "line 19999");
  }

  @Test
  void aLogThatIsNotThereHasNoLines() {
    assertThat(LogTail.read(folder.resolve("none.log"), 5)).isEmpty();
  }
}
