package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Workflow;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A run to start. It always has an id of our own: ids that servers make up collide, and only an id
 * that is known tells, after a conflict or a lost answer, whether the run that is there is this
 * one.
 *
 * @param runId letters, digits and {@code _.~:+-}
 * @param logicalDate empty for none, which version 1 does not know and fills in with now
 * @param conf the run's settings
 * @param note for people
 */
public record RunRequest(
    String runId, Optional<Instant> logicalDate, Map<String, String> conf, Optional<String> note) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.~:+-]{1,250}");

  public RunRequest {
    if (!ID.matcher(requireNonNull(runId, "runId is null")).matches()) {
      throw new IllegalArgumentException(
          "run id '%s': only letters, digits and _ . ~ : + - are allowed, at most 250"
              .formatted(runId));
    }
    requireNonNull(logicalDate, "logicalDate is null");
    conf = Map.copyOf(conf);
    requireNonNull(note, "note is null");
  }

  /**
   * The run of a workflow for a data day: the same id and logical date each time, so that there is
   * one run a day.
   */
  public static RunRequest forDay(String workflowId, DataDay day) {
    return new RunRequest(
        Workflow.runId(workflowId, day),
        Optional.of(day.asOf()),
        Map.of(DataDay.CONF, day.toString()),
        Optional.empty());
  }

  /** The same with these settings added. */
  public RunRequest with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(conf);
    all.putAll(more);
    return new RunRequest(runId, logicalDate, all, note);
  }
}
