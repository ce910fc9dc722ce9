package io.tidemark.infra.component;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of a server process, given as {@code --name=value} arguments, such as {@code
 * --data=/var/lib/x --port=9092}. Any fault is an {@link IllegalArgumentException} naming the
 * argument.
 */
public final class ServerSettings {
  private static final int MAX_PORT = 65_535;

  private final Map<String, String> values;

  private ServerSettings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Reads the arguments of a {@code main}. */
  public static ServerSettings parse(String... args) {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 3) {
        throw new IllegalArgumentException(
            "argument '" + arg + "' is not of the form --name=value");
      }
      String name = arg.substring(2, equals);
      if (values.put(name, arg.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("argument --" + name + " is given twice");
      }
    }
    return new ServerSettings(values);
  }

  /** The text given for a name. */
  public String text(String name) {
    String value = values.get(requireNonNull(name, "name is null"));
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("argument --" + name + "=<value> is missing");
    }
    return value;
  }

  /** A TCP port, 1 to 65535. */
  public int port(String name) {
    String value = text(name);
    try {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notAPort(name, value), e);
    }
    throw new IllegalArgumentException(notAPort(name, value));
  }

  /** An absolute folder or file. */
  public Path path(String name) {
    return Path.of(text(name)).toAbsolutePath().normalize();
  }

  private static String notAPort(String name, String value) {
    return "argument --" + name + "=" + value + " is not a port (1 to " + MAX_PORT + ")";
  }
}
