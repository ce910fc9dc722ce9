package io.tidemark.pipelines.storage;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The folder under which the Hive tables' files lie, one folder a table, one a partition: {@code
 * <root>/actions/dt=2024-01-02/}.
 *
 * @param root as Beam's file systems want it, without a slash at its end: a URI such as {@code
 *     hdfs://nn:8020/warehouse}, or for this machine's disk an absolute path (Beam takes {@code
 *     file:///data} for a relative path when it writes)
 */
public record Warehouse(String root) implements Serializable {
  private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
  private static final Pattern LOCAL_URI = Pattern.compile("file:(?://)?(?=/)");

  public Warehouse {
    requireNonNull(root, "root is null");
    if (root.isBlank()) {
      throw new IllegalArgumentException(
          "the warehouse's address is empty: give its folder with --warehouse");
    }
  }

  /** The warehouse at a URI or a local path; a relative path is one of the working directory. */
  public static Warehouse at(String uriOrPath) {
    String root = LOCAL_URI.matcher(uriOrPath.strip()).replaceFirst("");
    if (!root.isEmpty() && !URI.matcher(root).matches()) {
      root = Path.of(root).toAbsolutePath().normalize().toString();
    }
    return new Warehouse(root.replaceAll("(?<=[^/])/+$", ""));
  }

  public static Warehouse of(StorageOptions options) {
    return at(options.getWarehouse());
  }

  /** Where a table's files lie. */
  public String table(String table) {
    return root + "/" + table;
  }

  /** Where a partition's files lie. */
  public String partition(String table, String column, String value) {
    return table(table) + "/" + column + "=" + value;
  }

  /** The URI that Hive is told for a table: {@link #table}, with {@code file://} if it is local. */
  public String location(String table) {
    return root.startsWith("/") ? "file://" + table(table) : table(table);
  }
}
