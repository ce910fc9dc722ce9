package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.report.Table;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ranker study of a user's own data, from a descriptor and a file to the report. */
class StudyRankerTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeData() throws IOException {
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        name: shop
        format: {type: delimited, delimiter: ","}
        event_id: [event]
        user: customer
        pin: product
        time: {column: at, unit: ms}
        actions:
          - {when: {did: save}, type: save}
          - {when: {did: hide}, type: hide}
        """);
    StringBuilder rows = new StringBuilder("event,customer,product,did,at\n");
    for (Timeline timeline : TasteLog.timelines()) {
      for (Action action : timeline.actions()) {
        rows.append(action.eventId()).append(',').append(action.userId()).append(',');
        rows.append(action.pinId()).append(',').append(action.type().wireName()).append(',');
        rows.append(action.occurredAt()).append('\n');
      }
    }
    Files.writeString(folder.resolve("events.csv"), rows);
    try (var preset = RankerConfig.class.getResourceAsStream("small.yaml")) {
      String text = new String(preset.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          folder.resolve("ranker.yaml"),
          text.replace("negatives: 15", "negatives: 7")
              .replace("batch_requests: 64", "batch_requests: 16")
              .replace("held_out_candidates: 100", "held_out_candidates: 20"));
    }
  }

  @Test
  void everyArmIsMeasuredForEveryHeadThatTheDataHave() throws IOException {
    Report report = StudyRanker.report(options("--maxSteps=4"));
    report.write(folder.resolve("report"));
    assertThat(folder.resolve("report")).isDirectoryContaining("glob:**/arms.svg");
    assertThat(report.tables())
        .extracting(Table::title)
        .containsExactly("Head save", "Head hide", "Splits");
    assertThat(report.tables().get(0).rows())
        .extracting(row -> row.get(0).text())
        .containsExactly(
            "popularity, 7 d",
            "popularity",
            "no user signal",
            "decay average",
            "PinnerSage average",
            "PinnerFormer",
            "live sequence",
            "both, encode once",
            "both, early fusion",
            "both, no window mask",
            "both, no likeness");
    assertThat(report.tables().get(0).note()).contains("sampled pins stand in");
    assertThat(report.findings())
        .anyMatch(finding -> finding.contains("head close_up"))
        .anyMatch(finding -> finding.startsWith("save: from \"no user signal\""));
    assertThat(report.about()).containsKeys("data set", "seed", "git revision");
  }

  @Test
  void mistakesNameTheFlag() {
    assertThatThrownBy(() -> StudyRanker.report(options("--targetWindow=3 days")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--targetWindow");
    assertThatThrownBy(() -> StudyRanker.report(options("--targetWindow=P30D")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--targetWindow");
  }

  private StudyRankerOptions options(String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--descriptor=" + folder.resolve("shop.yaml"),
                "--data=" + folder.resolve("events.csv"),
                "--report=" + folder.resolve("report"),
                "--ranker=" + folder.resolve("ranker.yaml"),
                "--pinnerFormerSteps=2",
                "--dimension=8",
                "--requests=60",
                "--resamples=20",
                "--threads=1"));
    all.addAll(List.of(flags));
    return Job.parse(all.toArray(String[]::new), StudyRankerOptions.class);
  }
}
