package io.tidemark.pipelines.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.store.Action;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class BuildTimelinesTest {
  private static final Action FIRST = Actions.save("z", "ann", "p1", "2024-01-02T00:00:00Z");
  private static final Action TIE_A = Actions.save("a", "ann", "p2", "2024-01-03T00:00:00Z");
  private static final Action TIE_B = Actions.save("b", "ann", "p3", "2024-01-03T00:00:00Z");
  private static final Action OTHER = Actions.save("c", "bob", "p1", "2024-01-01T00:00:00Z");

  @Test
  void aTimelineIsOldestFirstWithTiesByEvent() {
    assertThat(build(BuildTimelines.whole()))
        .containsExactlyInAnyOrder(
            new Timeline("ann", List.of(FIRST, TIE_A, TIE_B)), new Timeline("bob", List.of(OTHER)));
  }

  @Test
  void theNewestStayAndKeepTheirOrder() {
    assertThat(build(BuildTimelines.newest(2)))
        .containsExactlyInAnyOrder(
            new Timeline("ann", List.of(TIE_A, TIE_B)), new Timeline("bob", List.of(OTHER)));
  }

  @Test
  void aTimelineTravelsWhole() throws CoderException {
    Timeline timeline = new Timeline("ann", List.of(FIRST, TIE_A));
    byte[] bytes = CoderUtils.encodeToByteArray(TimelineCoder.of(), timeline);

    assertThat(CoderUtils.decodeFromByteArray(TimelineCoder.of(), bytes)).isEqualTo(timeline);
  }

  @Test
  void anEmptyTimelineIsNone() {
    assertThatThrownBy(() -> new Timeline("ann", List.of())).hasMessageContaining("ann");
  }

  private static List<Timeline> build(BuildTimelines build) {
    return LocalPipeline.run(
        pipeline -> pipeline.apply(Create.of(TIE_B, OTHER, FIRST, TIE_A)).apply(build));
  }
}
