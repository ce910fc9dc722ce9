package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankerConfigTest {
  @TempDir private Path folder;

  @Test
  void theTransactPresetIsThePapersModule() {
    Architecture architecture = RankerConfig.read("transact").architecture();
    assertThat(architecture.isEarlyFusion()).isTrue();
    assertThat(architecture.rowWidth()).isEqualTo(96);
    assertThat(architecture.readOutWidth()).isEqualTo(11 * 96);
  }

  @Test
  void thePinnerSagePresetDiffersFromTheSmallOneInTheFeatureOfTheUserAlone() {
    RankerConfig small = RankerConfig.read("small");
    assertThat(RankerConfig.read("pinnersage"))
        .isEqualTo(small.with(small.architecture().withSides(false, true, true)));
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    assertWrong("variant: encode_once", "variant: sideways", "architecture.variant");
    assertWrong("heads: 2", "heads: 5", "architecture.sequence.heads must divide");
    assertWrong("dropout: 0.1", "dropout: 1.5", "architecture.sequence.dropout");
    assertWrong("name: close_up", "name: save", "heads name save twice");
    assertWrong("actions: [hide]", "actions: [hidden]", "hidden");
    assertWrong("outcome: PT24H", "outcome: PT0S", "requests.outcome");
    assertWrong("held_out: P1D", "held_out: 1 day", "training.held_out");
    assertWrong("interests: false", "interest: false", "architecture");
    assertWrong("repeats: false", "repeat: false", "requests");
  }

  @Test
  void aHeadIsOfItsActionsOnly() {
    Head closeUp = new Head("close_up", List.of("close_up>10s"), 1, 0.3);
    assertThat(closeUp.includes(action(ActionType.CLOSE_UP, 11_000))).isTrue();
    assertThat(closeUp.includes(action(ActionType.CLOSE_UP, 9_000))).isFalse();
    assertThat(closeUp.includes(action(ActionType.SAVE, 11_000))).isFalse();
    Head hide = new Head("hide", List.of("hide"), 1, -1);
    assertThat(hide.includes(action(ActionType.HIDE, 0))).isTrue();
    assertThat(hide.includes(action(ActionType.SAVE, 0))).isFalse();
    Head either = new Head("seen", List.of("hide", "save"), 1, 0);
    assertThat(either.includes(action(ActionType.HIDE, 0))).isTrue();
    assertThat(either.includes(action(ActionType.SAVE, 0))).isTrue();
  }

  private static Action action(ActionType type, long duration) {
    return new Action("e", "ann", "p", type, Surface.HOME, 1, duration, Optional.empty());
  }

  private void assertWrong(String right, String wrong, String said) throws IOException {
    Path file = folder.resolve("wrong.yaml");
    try (var preset = RankerConfig.class.getResourceAsStream("small.yaml")) {
      String text = new String(preset.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).contains(right);
      Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankerConfig.read(file.toString()))
        .withMessageContaining(said);
  }
}
