package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One step of a workflow: a {@code tidemark} command, idempotent for its data day.
 *
 * @param id unique in its workflow, such as {@code build_pins}
 * @param command what it runs
 * @param upstream ids of the tasks that must have succeeded before
 * @param retries how often it is tried again
 * @param timeout of one try, after which its processes are ended
 * @param resources what it takes while it runs
 */
public record Task(
    String id,
    Command command,
    List<String> upstream,
    Retries retries,
    Duration timeout,
    Resources resources) {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,99}");

  public Task {
    requireId(id);
    requireNonNull(command, "command is null");
    upstream = List.copyOf(upstream);
    requireNonNull(retries, "retries is null");
    requireNonNull(resources, "resources is null");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("task %s has a timeout of %s".formatted(id, timeout));
    }
  }

  /** A task with two retries after 1 and 2 minutes, a timeout of 10 minutes, and one light slot. */
  public static Task of(String id, Command command) {
    return new Task(
        id,
        command,
        List.of(),
        new Retries(2, Duration.ofMinutes(1), Duration.ofMinutes(15)),
        Duration.ofMinutes(10),
        Resources.LIGHT);
  }

  /** The same after these tasks. */
  public Task after(String... ids) {
    return new Task(id, command, List.of(ids), retries, timeout, resources);
  }

  /** The same with these retries. */
  public Task retried(Retries newRetries) {
    return new Task(id, command, upstream, newRetries, timeout, resources);
  }

  /** The same with this timeout. */
  public Task within(Duration newTimeout) {
    return new Task(id, command, upstream, retries, newTimeout, resources);
  }

  /** The same taking these resources. */
  public Task taking(Resources newResources) {
    return new Task(id, command, upstream, retries, timeout, newResources);
  }

  static void requireId(String id) {
    if (!ID.matcher(requireNonNull(id, "id is null")).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no id: lower-case letters, digits and _, at most 100, a letter first"
              .formatted(id));
    }
  }
}
