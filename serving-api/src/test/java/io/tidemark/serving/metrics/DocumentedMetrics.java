package io.tidemark.serving.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the metrics that the README documents, and those that something else names. */
public final class DocumentedMetrics {
  private static final Path HOME = Path.of(System.getProperty("tidemark.home", ".."));
  private static final Pattern NAME = Pattern.compile("\\btidemark_[a-z_]+");
  private static final Pattern TYPE =
      Pattern.compile("^# TYPE (tidemark_[a-z_]+) ", Pattern.MULTILINE);

  private DocumentedMetrics() {}

  /** Every name in the README's table of metrics. */
  public static Set<String> names() {
    String readme = read("serving-api/README.md");
    int table = readme.indexOf("\n## Metrics\n");
    return names(readme.substring(table, readme.indexOf("\n## ", table + 1)));
  }

  /** Every name in a file of the repository, as PromQL has them: without what histograms add. */
  public static Set<String> namesIn(String file) {
    return names(read(file));
  }

  /** Every name that Prometheus is told of. */
  public static Set<String> exposed(String scrape) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = TYPE.matcher(scrape);
    while (matcher.find()) {
      names.add(matcher.group(1).replaceAll("_max$", ""));
    }
    return names;
  }

  /** A file of the repository. */
  public static String read(String file) {
    try {
      return Files.readString(HOME.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group().replaceAll("_(bucket|count|sum|max)$", ""));
    }
    return names;
  }
}
