package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with HiveServer2 over JDBC: statements about tables and partitions, and small results.
 *
 * <p>A lost connection is opened again and the statement repeated, so <b>every statement must be
 * one that may run twice</b> ({@code ... IF NOT EXISTS}). Statements are plain text: the driver's
 * {@code setString} loses backslashes, so values go through {@link #literal}. Not for use by two
 * threads.
 */
public final class HiveConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HiveConnection.class);
  private static final Pattern ADDRESS =
      Pattern.compile("(jdbc:hive2://[^/;?#]*)(?:/([^;?#]*))?([;?#].*)?");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(5);
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final String address;
  private final String user;
  private Connection connection;

  private HiveConnection(String address, String user) {
    this.address = address;
    this.user = user;
  }

  /**
   * Opens a session.
   *
   * @param address {@code jdbc:hive2://host:port/database}, with the driver's options if any
   * @throws HiveException if Hive does not answer, or the database does not exist
   * @throws IllegalArgumentException if the address is not of that form
   */
  public static HiveConnection open(String address) {
    matchAddress(address);
    HiveConnection hive = new HiveConnection(address, System.getProperty("user.name", "tidemark"));
    hive.retrying(
        "connecting",
        () -> {
          hive.connect();
          return null;
        });
    return hive;
  }

  /** The database an address names; {@code default} if it names none. */
  public static String databaseOf(String address) {
    String database = matchAddress(address).group(2);
    return database == null || database.isEmpty() ? "default" : database;
  }

  /** The same server and options with another database. */
  public static String withDatabase(String address, String database) {
    Matcher matcher = matchAddress(address);
    String options = matcher.group(3);
    return matcher.group(1) + "/" + identifier(database) + (options == null ? "" : options);
  }

  /** A name of a database, table or column, checked so that it can stand in a statement. */
  public static String identifier(String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no Hive name: letters, digits and _ only, not starting with a digit");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** A string as it is written in a statement, quotes included. */
  public static String literal(String value) {
    requireNonNull(value, "value is null");
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\'' -> quoted.append("\\'");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\0' -> quoted.append("\\0");
        default -> quoted.append(c);
      }
    }
    return quoted.append("'").toString();
  }

  /** Runs a statement that answers no rows. */
  public void execute(String sql) {
    retrying(
        sql,
        () -> {
          try (Statement statement = connected().createStatement()) {
            statement.execute(sql);
            return null;
          }
        });
  }

  /** The rows of a small result, each column as text, null where Hive has NULL. */
  public List<List<String>> query(String sql) {
    return retrying(
        sql,
        () -> {
          try (Statement statement = connected().createStatement();
              ResultSet results = statement.executeQuery(sql)) {
            return rows(results);
          }
        });
  }

  public String address() {
    return address;
  }

  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("Closing the session with Hive at {} failed", address, e);
    }
    connection = null;
  }

  private static List<List<String>> rows(ResultSet results) throws SQLException {
    int columns = results.getMetaData().getColumnCount();
    List<List<String>> rows = new ArrayList<>();
    while (results.next()) {
      List<String> row = new ArrayList<>(columns);
      for (int i = 1; i <= columns; i++) {
        row.add(results.getString(i));
      }
      rows.add(Collections.unmodifiableList(row));
    }
    return rows;
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      connect();
    }
    return connection;
  }

  private void connect() throws SQLException {
    String url = address;
    if (!url.contains("socketTimeout=")) {
      url = insertOption(url, "socketTimeout=" + SOCKET_TIMEOUT.toMillis());
    }
    connection = DriverManager.getConnection(url, user, "");
  }

  private static String insertOption(String url, String option) {
    Matcher matcher = matchAddress(url);
    String rest = matcher.group(3);
    return matcher.group(1) + "/" + databaseOf(url) + ";" + option + (rest == null ? "" : rest);
  }

  private static Matcher matchAddress(String address) {
    Matcher matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + address + "' is no address of Hive: expected jdbc:hive2://host:port/database");
    }
    return matcher;
  }

  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T retrying(String what, Call<T> call) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return call.run();
      } catch (SQLException e) {
        if (!isConnectionLost(e)) {
          throw refused(what, e);
        }
        close();
        if (attempt == ATTEMPTS) {
          throw new HiveException(
              ("Hive at %s does not answer after %d attempts (%s). Is it running? See `./tidemark"
                      + " status`, start it with `./tidemark up`, or give its address with --hive.")
                  .formatted(address, ATTEMPTS, rootMessage(e)),
              e);
        }
        log.info("Hive at {} is not there ({}); trying again", address, rootMessage(e));
        pause(pause);
        pause = pause.multipliedBy(3);
      }
    }
  }

  private HiveException refused(String what, SQLException e) {
    String message = rootMessage(e);
    if (message.contains("does not exist") && message.contains("Database")) {
      return new HiveException(
          "Hive at %s has no database %s yet: create it with `./tidemark schema`"
              .formatted(address, databaseOf(address)),
          e);
    }
    return new HiveException("Hive at %s refused: %s (%s)".formatted(address, message, what), e);
  }

  private static boolean isConnectionLost(SQLException e) {
    if (rootMessage(e).contains("does not exist")) {
      return false;
    }
    if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
      return true;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.io.IOException
          || cause.getClass().getName().endsWith("TTransportException")) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Hive", e);
    }
  }
}
