package io.tidemark.pipelines.training;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss (left axis) and quality (right axis) by step, as SVG. */
public final class TrainingCurves {
  /** The file's name in the model's folder. */
  public static final String FILE = "curves.svg";

  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;
  private static final int RIGHT = 1;

  private TrainingCurves() {}

  /**
   * @param measure what the quality is
   * @param points at least one
   * @return the file's content
   */
  public static byte[] svg(String title, String measure, List<TrainingHistory.Point> points) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("step").build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.setYAxisGroupTitle(0, "loss");
    chart.setYAxisGroupTitle(RIGHT, measure);
    chart.getStyler().setYAxisGroupPosition(RIGHT, Styler.YAxisPosition.Right);
    add(chart, "loss", points, TrainingHistory.Point::loss);
    add(chart, measure, points, TrainingHistory.Point::quality).setYAxisGroup(RIGHT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException impossible) {
      throw new UncheckedIOException("an SVG in memory cannot be written", impossible);
    }
    return out.toByteArray();
  }

  private static XYSeries add(
      XYChart chart,
      String name,
      List<TrainingHistory.Point> points,
      ToDoubleFunction<TrainingHistory.Point> value) {
    double[] steps = points.stream().mapToDouble(TrainingHistory.Point::step).toArray();
    XYSeries series = chart.addSeries(name, steps, points.stream().mapToDouble(value).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    return series;
  }
}
