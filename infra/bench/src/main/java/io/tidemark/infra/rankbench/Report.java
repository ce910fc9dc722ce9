package io.tidemark.infra.rankbench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** What was measured: printed line by line, and kept as Markdown, JSON and SVG. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;

  private final Consumer<String> print;
  private final StringBuilder markdown = new StringBuilder("# Ranking under load\n");
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final Map<String, List<Map<String, Object>>> byRate = new LinkedHashMap<>();

  Report(Consumer<String> print) {
    this.print = print;
  }

  /** A heading, with the head of a table of loads below it. */
  void loads(String title) {
    line("");
    line("## " + title);
    line("");
    line(
        "| load | rate/s | answered/s | p50 ms | p90 ms | p99 ms | p99.9 ms | max ms | 503 | stolen | degraded | failed |");
    line("|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  /**
   * A row of that table.
   *
   * @param series which line of the plot it is a point of, null for none
   * @param rate requests a second, NaN for a closed loop
   */
  void load(String series, String name, double rate, Outcome outcome) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("load", name);
    row.put("rate", Double.isNaN(rate) ? null : rate);
    row.put("throughput", outcome.throughput());
    for (double percentile : PERCENTILES) {
      row.put("p" + percentile + "_ms", outcome.millis(percentile));
    }
    row.put("max_ms", outcome.micros().getMaxValue() / 1_000.0);
    row.put("refused", outcome.refused());
    row.put("stolen", Double.isNaN(outcome.stolen()) ? null : outcome.stolen());
    row.put("degraded", outcome.degraded());
    row.put("failures", outcome.failures());
    rows.add(row);
    if (series != null) {
      byRate.computeIfAbsent(series, any -> new ArrayList<>()).add(row);
    }
    line(
        "| %s | %s | %.0f | %.2f | %.2f | %.2f | %.2f | %.1f | %d | %s | %s | %s |"
            .formatted(
                name,
                Double.isNaN(rate) ? "-" : "%.0f".formatted(rate),
                outcome.throughput(),
                outcome.millis(50),
                outcome.millis(90),
                outcome.millis(99),
                outcome.millis(99.9),
                outcome.micros().getMaxValue() / 1_000.0,
                outcome.refused(),
                Double.isNaN(outcome.stolen()) ? "-" : "%.1f%%".formatted(100 * outcome.stolen()),
                Outcome.counts(outcome.degraded()),
                Outcome.counts(outcome.failures())));
  }

  /** A figure that is no load, in words. */
  void figure(String name, double value, String words) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("figure", name);
    row.put("value", Double.isFinite(value) ? value : null);
    row.put("words", words);
    rows.add(row);
    line("");
    line(words);
  }

  void line(String text) {
    markdown.append(text).append('\n');
    print.accept(text);
  }

  /** Writes {@code rank.md}, {@code rank.json} and, if rates were measured, {@code rank.svg}. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("rank.md"), markdown);
    Files.writeString(
        folder.resolve("rank.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
    if (!byRate.isEmpty()) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("rank.svg"))) {
        VectorGraphicsEncoder.saveVectorGraphic(
            chart(), out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
      }
    }
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Latency by rate, from the instant a request was due")
            .xAxisTitle("requests/s")
            .yAxisTitle("ms")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    byRate.forEach(
        (series, points) -> {
          for (double percentile : List.of(50.0, 99.0)) {
            chart.addSeries(
                "%s, p%.0f".formatted(series, percentile),
                points.stream().map(point -> (Number) point.get("rate")).toList(),
                points.stream()
                    .map(point -> (Number) point.get("p" + percentile + "_ms"))
                    .toList());
          }
        });
    return chart;
  }
}
