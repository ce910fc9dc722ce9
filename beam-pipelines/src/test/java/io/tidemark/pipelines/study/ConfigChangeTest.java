package io.tidemark.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.pinnerformer.Objective;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {
  private static final PinnerFormerConfig SMALL = PinnerFormerConfig.read("small");

  @Test
  void nothingChangedIsTheSameConfiguration() {
    assertThat(ConfigChange.none().applyTo(SMALL)).isEqualTo(SMALL);
  }

  @Test
  void fieldsAreSetByTheirNamesAndTheRestStays() {
    PinnerFormerConfig changed =
        ConfigChange.parse("objective.kind=sasrec, objective.horizon=P14D,training.max_steps=7")
            .applyTo(SMALL);

    assertThat(changed.objective().kind()).isEqualTo(Objective.Kind.SASREC);
    assertThat(changed.objective().horizon()).isEqualTo(Duration.ofDays(14));
    assertThat(changed.training().maxSteps()).isEqualTo(7);
    assertThat(changed.architecture()).isEqualTo(SMALL.architecture());
    assertThat(changed.negatives()).isEqualTo(SMALL.negatives());
  }

  @Test
  void mistakesNameTheField() {
    assertThatThrownBy(() -> ConfigChange.of("architecture.hiden", 3).applyTo(SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("architecture.hiden");
    assertThatThrownBy(() -> ConfigChange.of("architecture.layers", 0).applyTo(SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("architecture.layers must be at least 1");
    assertThatThrownBy(() -> ConfigChange.of("objective.kind", "best").applyTo(SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("objective.kind");
    assertThatThrownBy(() -> ConfigChange.parse("training.max_steps"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("field=value");
  }

  @Test
  void everyRowOfEveryStudyIsAConfiguration() {
    for (String name : Studies.NAMES) {
      if (name.equals(Studies.INTERESTS)) {
        continue; // Its rows are no PinnerFormers.
      }
      List<Variant> variants = Studies.named(name, SMALL).variants();

      assertThat(variants).extracting(Variant::name).doesNotHaveDuplicates();
      assertThat(variants)
          .allSatisfy(variant -> assertThat(variant.change().applyTo(SMALL)).isNotNull());
    }
  }

  @Test
  void anUnknownStudyIsAMistakeThatNamesTheKnownOnes() {
    assertThatThrownBy(() -> Studies.named("tides", SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cadence, objectives, negatives, features, length");
  }
}
