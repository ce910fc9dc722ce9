package io.tidemark.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  @Test
  void aReportIsMarkdownAndJsonOfTheSameNumbers() throws Exception {
    report().write(folder);

    assertThat(folder.resolve(Report.MARKDOWN))
        .content()
        .contains(
            "# How far?",
            "| row | recall | change |",
            "| sas\\|rec | 0.1200 [0.1000, 0.1500] | unknown |",
            "![Ages](lag.svg)",
            "- It is far.",
            "| seed | 7 |");
    JsonNode json = new ObjectMapper().readTree(folder.resolve(Report.JSON_FILE).toFile());
    JsonNode row = json.at("/tables/0/rows/0");
    assertThat(row.at("/recall/value").asDouble()).isEqualTo(0.12);
    assertThat(row.at("/recall/high").asDouble()).isEqualTo(0.15);
    assertThat(row.get("change").isNull()).isTrue();
    assertThat(json.at("/about/seed").asLong()).isEqualTo(7);
    assertThat(json.at("/findings/0").asText()).isEqualTo("It is far.");
  }

  @Test
  void aPlotIsAnSvgThatShowsItsValues() throws Exception {
    report().write(folder);
    Path lag = folder.resolve("lag.svg");
    chart(List.of(0.2, 0.15)).writeSvg(Files.newOutputStream(folder.resolve("other.svg")));

    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    try (InputStream svg = Files.newInputStream(lag)) {
      assertThat(factory.newDocumentBuilder().parse(svg).getDocumentElement().getTagName())
          .isEqualTo("svg");
    }
    assertThat(Files.readString(folder.resolve("other.svg"))).isNotEqualTo(Files.readString(lag));
  }

  @Test
  void theSameReportIsTheSameBytes() throws Exception {
    report().write(folder.resolve("one"));
    report().write(folder.resolve("other"));

    for (String file : List.of(Report.MARKDOWN, Report.JSON_FILE, "lag.svg")) {
      assertThat(folder.resolve("other").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
  }

  @Test
  void aRowOfTheWrongLengthIsRefused() {
    assertThatThrownBy(
            () -> new Table("t", "", List.of("a", "b"), List.of(List.of(Cell.text("only one")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells for 2 columns");
  }

  private static Report report() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("seed", 7L);
    return new Report(
        "How far?",
        about,
        List.of("It is far."),
        List.of(
            new Table(
                "Recall",
                "",
                List.of("row", "recall", "change"),
                List.of(
                    List.of(
                        Cell.text("sas|rec"),
                        Cell.interval("%.4f", 0.12, 0.1, 0.15),
                        Cell.number("%.2f", Double.NaN))))),
        List.of(chart(List.of(0.2, 0.1))));
  }

  private static LineChart chart(List<Double> dense) {
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    lines.put("dense", dense);
    lines.put("sparse", List.of(0.1, 0.05));
    return new LineChart("lag", "Ages", "lag", "recall", List.of("1 d", "14 d"), lines);
  }
}
