package io.tidemark.infra.stack;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What is on disk about a started component; enough to find it, ask it and end it from another
 * process, and to be sure that it is the same one.
 *
 * @param component its {@link Component#id()}
 * @param pid its process
 * @param processStartedAt when the operating system says that process started: a pid alone is used
 *     again by others
 * @param address where clients reach it, in the form they expect
 * @param healthUrl what to ask
 * @param instance the token its health answer repeats
 * @param log its log file
 * @param uses addresses of the components it was told to use, by component
 */
public record ComponentRecord(
    String component,
    long pid,
    Instant processStartedAt,
    String address,
    URI healthUrl,
    String instance,
    Path log,
    Map<String, String> uses) {
  public ComponentRecord {
    requireNonNull(component, "component is null");
    requireNonNull(processStartedAt, "processStartedAt is null");
    requireNonNull(address, "address is null");
    requireNonNull(healthUrl, "healthUrl is null");
    requireNonNull(instance, "instance is null");
    requireNonNull(log, "log is null");
    uses = Map.copyOf(uses);
  }
}
