package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaveOneOutTest {
  @TempDir private Path folder;

  @Test
  void sequencesAreUsersAndTheirItemsInOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("Tiny.txt"), "1 a b c\n2 c b a d\n");
    LeaveOneOut data = LeaveOneOut.read(file);
    assertThat(data.whole()).hasSize(2);
    assertThat(data.pins().size()).isEqualTo(4);
    assertThat(data.events()).isEqualTo(7);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> LeaveOneOut.read(folder.resolve("Beauty.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--data: there is no file " + folder.resolve("Beauty.txt"));
  }

  @Test
  void aLineThatIsNoSequenceIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("Tiny.txt"), "1 a b c\n2\n");
    assertThatThrownBy(() -> LeaveOneOut.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }
}
