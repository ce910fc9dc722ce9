package io.tidemark.pipelines.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositiveActionsTest {
  private final PositiveActions standard = PositiveActions.standard();

  @ParameterizedTest
  @EnumSource(names = {"SAVE", "LIKE", "SHARE", "COMMENT", "FOLLOW", "PURCHASE"})
  void anExplicitSignalIsPositiveHoweverShort(ActionType type) {
    assertThat(standard.includes(action(type, Action.UNKNOWN_DURATION))).isTrue();
    assertThat(standard.includes(action(type, 0))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE_UP", "CLICK_THROUGH"})
  void aLookIsPositiveOnlyIfItLastedMoreThanTenSeconds(ActionType type) {
    assertThat(standard.includes(action(type, 10_000))).isFalse();
    assertThat(standard.includes(action(type, 10_001))).isTrue();
    assertThat(standard.includes(action(type, Action.UNKNOWN_DURATION))).isFalse();
  }

  @Test
  void aHideIsNeverPositive() {
    assertThat(standard.includes(action(ActionType.HIDE, 60_000))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PositiveActions.parse("save,hide"))
        .withMessageContaining("\"hide\"");
  }

  @Test
  void whatIsPrintedIsReadBackTheSame() {
    PositiveActions parsed = PositiveActions.parse(" click_through>1500ms , save ");
    assertThat(parsed).hasToString("save,click_through>1500ms");
    assertThat(PositiveActions.parse(parsed.toString())).isEqualTo(parsed);
    assertThat(parsed.includes(action(ActionType.LIKE, 0))).isFalse();
    assertThat(parsed.includes(action(ActionType.CLICK_THROUGH, 1_501))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "saves", "save,save", "close_up>10", "close_up>s", "close_up>-1s"})
  void anUnreadableListIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PositiveActions.parse(text))
        .withMessageContaining("positive actions");
  }

  private static Action action(ActionType type, long durationMillis) {
    return new Action("e", "u", "p", type, Surface.HOME, 1L, durationMillis, Optional.empty());
  }
}
