package io.tidemark.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole study of a user's own data, from a descriptor and a file to the report. */
class RunStudyTest {
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
          - {type: save}
        """);
    StringBuilder rows = new StringBuilder("event,customer,product,at\n");
    for (Timeline timeline : TasteLog.timelines(60)) {
      for (Action action : timeline.actions()) {
        rows.append(action.eventId()).append(',').append(action.userId()).append(',');
        rows.append(action.pinId()).append(',').append(action.occurredAt()).append('\n');
      }
    }
    Files.writeString(folder.resolve("events.csv"), rows);
  }

  @Test
  void theCadenceStudyOfOnesOwnDataSaysTheSameEachTime() throws IOException {
    Report report = RunStudy.report(options("cadence"));
    report.write(folder.resolve("one"));
    RunStudy.report(options("cadence")).write(folder.resolve("two"));

    for (String file : List.of(Report.MARKDOWN, Report.JSON_FILE, "lag.svg")) {
      assertThat(folder.resolve("two").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
    assertThat(report.tables().get(0).rows())
        .extracting(row -> row.get(0).text())
        .containsExactly(
            "next-action",
            "sasrec",
            "all-action",
            "dense-all-action",
            "PinnerSage oracle, 5 clusters",
            "PinnerSage oracle, 20 clusters",
            "recent popularity (1 d)",
            "recent popularity (7 d)");
    assertThat(report.tables().get(0).columns())
        .containsExactly("row", "once", "daily", "hourly", "realtime", "realtime -> daily");
    assertThat(report.charts())
        .singleElement()
        .satisfies(chart -> assertThat(chart.series()).hasSize(8))
        .satisfies(
            chart ->
                assertThat(chart.points())
                    .containsExactly(
                        "0", "1 min", "10 min", "1 h", "6 h", "1 d", "3 d", "7 d", "14 d"));
    assertThat(report.about()).containsKeys("data set", "seed", "pairs", "git revision");
    assertThat(String.join("\n", report.findings()))
        .contains("In the paper", "positives are on a pin", "median user of shop is active on");
  }

  @Test
  void aModelThatKnowsTasteBeatsPopularity() throws IOException {
    Report report = RunStudy.report(options("model", "--maxSteps=60"));

    assertThat(report.findings().toString()).contains("The best model at a daily cadence");
  }

  @Test
  void everyWayToRetrieveAUserIsMeasuredOnTheSamePairs() throws IOException {
    Report report = RunStudy.report(options("interests"));

    assertThat(report.tables().get(0).rows())
        .extracting(row -> row.get(0).text())
        .containsExactly(
            "last pin",
            "decay average",
            "k-means 5",
            "complete linkage",
            "Ward, centroid",
            "Ward, medoid, lambda 0",
            "Ward, medoid",
            "Ward, medoid, lambda 0.1",
            "PinnerFormer",
            "popularity (7 d)");
    assertThat(report.tables().get(0).rows())
        .extracting(row -> row.get(5).text())
        .contains("+110 / +88");
    assertThat(report.findings()).anyMatch(found -> found.contains("\"PinnerFormer\""));
    assertThat(report.about()).containsKeys("data set", "seed", "pairs", "PinnerSage");
  }

  @Test
  void mistakesNameTheFlag() {
    assertThatThrownBy(() -> RunStudy.report(options("tides")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("there is no study \"tides\"");
    assertThatThrownBy(() -> RunStudy.report(options("model", "--t0=yesterday")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--t0");
    assertThatThrownBy(() -> RunStudy.report(options("model", "--targetWindow=3 days")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--targetWindow");
    assertThatThrownBy(() -> RunStudy.report(options("model", "--targets=some")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--targets");
    assertThatThrownBy(() -> RunStudy.report(options("model", "--evaluationShare=1")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("between 0 and 1");
  }

  private StudyOptions options(String study, String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--study=" + study,
                "--descriptor=" + folder.resolve("shop.yaml"),
                "--data=" + folder.resolve("events.csv"),
                "--report=" + folder.resolve("report"),
                "--set=" + TasteLog.TINY,
                "--pairsPerStep=64",
                "--dimension=8",
                "--topics=4",
                "--resamples=50",
                "--threads=1"));
    Collections.addAll(all, flags);
    return Job.parse(all.toArray(String[]::new), StudyOptions.class);
  }
}
