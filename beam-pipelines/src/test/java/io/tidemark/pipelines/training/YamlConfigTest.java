package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlConfigTest {
  @TempDir Path folder;

  record Outer(Inner inner) {}

  record Inner(int hiddenWidth, Duration horizon) {
    Inner {
      if (hiddenWidth < 1) {
        throw new IllegalArgumentException("hidden_width must be at least 1: " + hiddenWidth);
      }
    }
  }

  @Test
  void aFileIsReadIntoItsRecord() throws IOException {
    assertThat(read("inner: {hidden_width: 8, horizon: P28D}"))
        .isEqualTo(new Outer(new Inner(8, Duration.ofDays(28))));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("inner: {hidden_width: 8, horizon: P28D, width: 1}", "width");
    assertRefused("inner: {hidden_width: 8}", "horizon");
    assertRefused("inner: {hidden_width: many, horizon: P28D}", "inner.hidden_width");
    assertRefused("inner: {hidden_width: 8, horizon: 28 days}", "P28D");
    assertRefused("inner: {hidden_width: 0, horizon: P28D}", "hidden_width must be at least 1");
  }

  @Test
  void aNameThatIsNeitherPresetNorFileIsSaidToBeSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> YamlConfig.read(Outer.class, "medium"))
        .withMessageContaining("medium is neither a preset nor a file");
  }

  private void assertRefused(String yaml, String mention) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(yaml))
        .withMessageContaining(mention);
  }

  private Outer read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
    return YamlConfig.read(Outer.class, file.toString());
  }
}
