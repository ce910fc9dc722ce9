package io.tidemark.pipelines.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayEvaluationTest {
  @TempDir Path folder;

  private static DayEvaluation evaluation(long pairs, Double recall) {
    return new DayEvaluation(
        "2022-04-13",
        "2022-04-13T00:00:00Z",
        "2022-04-13T00:00:00Z",
        486,
        400,
        390,
        pairs,
        1500,
        recall);
  }

  @Test
  void itIsLeftUnderItsDayAndWrittenAnewEachTime() throws Exception {
    evaluation(7, 0.5).write(folder);
    Path file = evaluation(8, 0.25).write(folder);

    assertThat(folder).isDirectoryContaining(each -> each.equals(file));
    assertThat(folder.toFile().list()).containsExactly("pinnerformer-2022-04-13.json");
    assertThat(file)
        .content()
        .contains("\"day\" : \"2022-04-13\"", "\"users_looked_at\" : 400")
        .contains("\"pairs\" : 8", "\"recall_at_10\" : 0.25");
  }

  @Test
  void whereNobodyWantedAKnownPinRecallIsUnknownAndNotZero() throws Exception {
    DayEvaluation unknown = evaluation(0, null);

    assertThat(unknown.write(folder)).content().contains("\"recall_at_10\" : null");
    assertThat(unknown.text()).contains("unknown", "486 users");
    assertThat(evaluation(8, 0.25).text())
        .contains("is 0.2500 on 8 wanted pins of 390 users, among 1,500 pins");
  }
}
