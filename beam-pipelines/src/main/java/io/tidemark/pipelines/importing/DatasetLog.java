package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.InvalidActionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.values.KV;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data set's files as timelines in memory: what a study reads, without servers or a warehouse.
 * Rows become the very actions, with the ids and durations, that {@link ImportActions} makes of
 * them. Costs some 400 bytes an action.
 *
 * @param name of the data set
 * @param contentSha256 of the files' text, unzipped
 * @param timelines one a user, in the order of the users' ids
 * @param rows that were read
 * @param rejected of them that are no action
 */
public record DatasetLog(
    String name, String contentSha256, List<Timeline> timelines, long rows, long rejected) {
  private static final Logger log = LoggerFactory.getLogger(DatasetLog.class);
  private static final double MAX_REJECT_SHARE = 0.01;
  private static final long REJECTS_LOGGED = 5;

  public DatasetLog {
    timelines = List.copyOf(timelines);
  }

  /**
   * Reads a data set.
   *
   * @param dataset name of a built-in descriptor, or null
   * @param descriptor path of a descriptor of one's own, or null; one of the two is given
   * @param input a file or a folder of files
   * @throws JobFailedException if the files do not fit the descriptor, more than a hundredth of the
   *     rows is no action, or there is none
   */
  public static DatasetLog read(String dataset, String descriptor, String input)
      throws IOException {
    DatasetSource source = DatasetSource.find(dataset, descriptor, input);
    ImportPlan plan = ImportPlan.of(source.descriptor(), source.files(), 0, null, null);
    Rows rows = new Rows(new ActionMapping(source.descriptor(), 0));
    for (InputFile file : source.files()) {
      ReadRows.reader(file, source.descriptor()).read(rows);
    }
    if (!AcceptIfClean.isClean(rows.count, rows.rejected, MAX_REJECT_SHARE)) {
      throw new JobFailedException(
          "%,d of %,d rows of %s are no action: mend the file or the descriptor. './tidemark import' leaves all of them in a file of rejects"
              .formatted(rows.rejected, rows.count, input));
    }
    List<Timeline> timelines = timelines(rows.byKey, source.descriptor());
    if (timelines.isEmpty()) {
      throw new JobFailedException("there is not one action at " + input);
    }
    return new DatasetLog(
        source.descriptor().name(), plan.contentSha256(), timelines, rows.count, rows.rejected);
  }

  private static List<Timeline> timelines(
      Map<String, List<KV<String, Action>>> byKey, DatasetDescriptor descriptor) {
    DatasetDescriptor.DurationRule duration = descriptor.duration();
    boolean hasSessions = duration != null && duration.session() != null;
    Map<String, List<Action>> bySession = new TreeMap<>();
    for (List<KV<String, Action>> sameKey : byKey.values()) {
      for (KV<String, Action> row : NumberRepeats.number(sameKey)) {
        bySession.computeIfAbsent(row.getKey(), session -> new ArrayList<>()).add(row.getValue());
      }
    }
    Map<String, List<Action>> byUser = new TreeMap<>();
    for (List<Action> session : bySession.values()) {
      for (Action action : hasSessions ? SessionGaps.withGaps(session, duration) : session) {
        byUser.computeIfAbsent(action.userId(), user -> new ArrayList<>()).add(action);
      }
    }
    List<Timeline> timelines = new ArrayList<>();
    byUser.forEach(
        (user, actions) -> {
          actions.sort(Action.OLDEST_FIRST);
          timelines.add(new Timeline(user, actions));
        });
    return timelines;
  }

  private static final class Rows implements RowReader.Rows {
    private final ActionMapping mapping;
    private final Map<String, List<KV<String, Action>>> byKey = new TreeMap<>();
    private long count;
    private long rejected;

    Rows(ActionMapping mapping) {
      this.mapping = mapping;
    }

    @Override
    public void row(SourceRow row) {
      try {
        KV<String, Action> action = mapping.map(row.columns());
        byKey.computeIfAbsent(action.getValue().eventId(), key -> new ArrayList<>(1)).add(action);
        count++;
      } catch (InvalidActionException e) {
        reject(new Reject(row.line(), e.field(), e.reason(), row.raw()));
      }
    }

    @Override
    public void reject(Reject reject) {
      count++;
      rejected++;
      if (rejected <= REJECTS_LOGGED) {
        log.warn("line {}: {} {}", reject.line(), reject.field(), reject.reason());
      }
    }
  }
}
