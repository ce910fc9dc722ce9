package io.tidemark.pipelines.report;

import static java.util.Objects.requireNonNull;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;

/**
 * A chart with one line a series over named points.
 *
 * @param name of its file, without the ending
 * @param title above it
 * @param xTitle of the points
 * @param yTitle of the values
 * @param points the names along the x axis
 * @param series a value a point, by the series' name
 */
public record LineChart(
    String name,
    String title,
    String xTitle,
    String yTitle,
    List<String> points,
    Map<String, List<Double>> series) {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final float HAIRLINE = 0.5f;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  public LineChart {
    requireNonNull(name, "name is null");
    points = List.copyOf(points);
    Map<String, List<Double>> copy = new LinkedHashMap<>(series);
    for (Map.Entry<String, List<Double>> line : copy.entrySet()) {
      if (line.getValue().size() != points.size()) {
        throw new IllegalArgumentException(
            "the line %s has %d values for %d points"
                .formatted(line.getKey(), line.getValue().size(), points.size()));
      }
    }
    series = copy;
  }

  void writeSvg(OutputStream out) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    CategoryStyler style = chart.getStyler();
    style.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
    style.setLegendPosition(Styler.LegendPosition.OutsideE);
    style.setLegendFont(TEXT);
    style.setChartBackgroundColor(Color.WHITE);
    // Dashes are drawn one by one in SVG, and make the file several times as large.
    style.setPlotGridLinesStroke(new BasicStroke(HAIRLINE));
    series.forEach((line, values) -> chart.addSeries(line, points, values));
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
  }
}
