package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencesReaderTest {
  private static final DatasetDescriptor BEAUTY = DescriptorReader.named("beauty");

  @TempDir Path folder;

  @Test
  void ofActionsOnOneDayTheFilesOrderStays() throws IOException {
    StringBuilder items = new StringBuilder("u");
    StringBuilder times = new StringBuilder("u");
    for (int i = 0; i < 12; i++) {
      items.append(" p").append(i);
      times.append(" 1318896000");
    }

    assertThat(parse(items + "\n", times + "\n").actions().stream().sorted(Action.OLDEST_FIRST))
        .extracting(Action::pinId)
        .containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11");
  }

  @Test
  void linesThatDoNotAgreeAreRejected() throws IOException {
    Inputs.Parsed parsed =
        parse(
            "a 1 2\nb 1\nc 1\nd 1\n",
            "a 1318896000 1318896000\nx 1318896000\nc 1318896000 1318896000\n");

    assertThat(parsed.actions()).hasSize(2);
    assertThat(parsed.reasons())
        .containsExactly(
            "2 user: is 'b', but 'x' in Beauty_time.txt",
            "3 time: 1 items, but 2 times in Beauty_time.txt",
            "4 time: Beauty_time.txt has no such line");
  }

  @Test
  void theFileOfTimesMustBeThere() throws IOException {
    Path items = Inputs.write(folder, "Beauty.txt", "a 1\n");

    assertThatThrownBy(() -> Inputs.parse(items, BEAUTY)).hasMessageContaining("Beauty_time.txt");
  }

  private Inputs.Parsed parse(String items, String times) throws IOException {
    Inputs.write(folder, "Beauty_time.txt", times);
    return Inputs.parse(Inputs.write(folder, "Beauty.txt", items), BEAUTY);
  }
}
