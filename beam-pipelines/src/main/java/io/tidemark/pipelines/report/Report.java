package io.tidemark.pipelines.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a measurement says.
 *
 * @param title of the whole
 * @param about what was measured, where, on what and how: everything that somebody else needs to
 *     get the same tables. Values are strings, numbers or JSON trees
 * @param findings what the tables say, in sentences
 * @param tables in the reader's order
 * @param charts each a file of its own
 */
public record Report(
    String title,
    Map<String, Object> about,
    List<String> findings,
    List<Table> tables,
    List<LineChart> charts) {
  /** For readers. */
  public static final String MARKDOWN = "report.md";

  /** For programs. */
  public static final String JSON_FILE = "report.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Report {
    requireNonNull(title, "title is null");
    about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
    findings = List.copyOf(findings);
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
  }

  /** Writes {@value #MARKDOWN}, {@value #JSON_FILE} and an SVG a chart, over what was there. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(MARKDOWN), markdown());
    Files.writeString(folder.resolve(JSON_FILE), json() + "\n");
    for (LineChart chart : charts) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(chart.name() + ".svg"))) {
        chart.writeSvg(out);
      }
    }
  }

  /** As a reader sees it. */
  public String markdown() {
    StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
    tables.forEach(table -> text.append(table.markdown()));
    charts.forEach(
        chart ->
            text.append("![")
                .append(chart.title())
                .append("](")
                .append(chart.name())
                .append(".svg)\n\n"));
    if (!findings.isEmpty()) {
      text.append("## What it says\n\n");
      findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
      text.append('\n');
    }
    text.append("## How it was measured\n\n| | |\n|---|---|\n");
    about.forEach(
        (name, value) ->
            text.append("| ")
                .append(name)
                .append(" | ")
                .append(String.valueOf(value).replace("|", "\\|"))
                .append(" |\n"));
    return text.toString();
  }

  private String json() throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("title", title);
    report.put("about", about);
    report.put("tables", tables.stream().map(Table::json).toList());
    report.put("findings", findings);
    report.put("charts", charts.stream().map(chart -> chart.name() + ".svg").toList());
    return JSON.writeValueAsString(report);
  }
}
