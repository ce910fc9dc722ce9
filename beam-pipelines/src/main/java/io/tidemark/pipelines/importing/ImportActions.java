package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.DayPartitions;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.actionlog.WriteActions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a data set's files into Hive's table {@code actions}.
 *
 * <pre>{@code
 * ImportActions --dataset=kuairand --input=kuairand.tsv.gz
 *     --hive=jdbc:hive2://127.0.0.1:10000/tidemark --warehouse=file:///data/warehouse
 * }</pre>
 *
 * <p>The story: rows are read file by file, bad ones to the file of rejects; rows that share a key
 * are numbered; sessions give durations if the descriptor says so; if few enough rows were bad, the
 * actions are written as a Parquet file a day and the days registered with Hive. The files' names
 * come from the input's content, so the same import again writes the same files; and a record of
 * the import is kept, so it need not run at all.
 */
public final class ImportActions {
  private static final Logger log = LoggerFactory.getLogger(ImportActions.class);
  private static final Pattern DAY_FOLDER = Pattern.compile("/dt=(\\d{4}-\\d{2}-\\d{2})/");

  private ImportActions() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, ImportOptions.class, ImportActions::run));
  }

  static void run(ImportOptions options) throws IOException {
    ImportPlan plan = plan(options);
    Warehouse warehouse = Warehouse.of(options);
    HiveSchema.create(options.getHive(), warehouse);
    ImportLedger ledger = new ImportLedger(warehouse);
    ImportLedger.Decision decision = ledger.decide(plan);
    if (decision instanceof ImportLedger.Decision.Nothing nothing) {
      register(options, days(nothing.existing().files().keySet()));
      System.out.println(
          "already imported: nothing changed\n" + ImportSummary.text(nothing.existing()));
      return;
    }
    List<ImportRecord> replaced = ((ImportLedger.Decision.Import) decision).replaced();
    Map<String, Long> counts = runPipeline(plan, options);
    ImportRecord record = ImportSummary.record(plan, options.getInput(), counts);
    requireClean(record, options);
    ledger.write(record);
    replace(replaced, record, ledger, options);
    System.out.println(ImportSummary.text(record));
  }

  private static ImportPlan plan(ImportOptions options) throws IOException {
    double share = options.getMaxRejectShare();
    if (!(share >= 0 && share <= 1)) {
      throw new JobFailedException("--maxRejectShare must be 0 to 1, not " + share);
    }
    Long from = instant("--from", options.getFrom());
    Long until = instant("--until", options.getUntil());
    if (from != null && until != null && from >= until) {
      throw new JobFailedException("--from must lie before --until");
    }
    if (options.getHeldBack() != null && until == null) {
      throw new JobFailedException("--heldBack needs --until: what is held back begins there");
    }
    DatasetSource source =
        DatasetSource.find(options.getDataset(), options.getDescriptor(), options.getInput());
    log.info(
        "Importing {} from {} file(s) at {}",
        source.descriptor().name(),
        source.files().size(),
        options.getInput());
    return ImportPlan.of(source.descriptor(), source.files(), options.getShiftDays(), from, until);
  }

  private static Map<String, Long> runPipeline(ImportPlan plan, ImportOptions options)
      throws IOException {
    Warehouse warehouse = Warehouse.of(options);
    ImportReport report = new ImportReport(warehouse, plan.name());
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, plan, options).apply("Report", report.write());
    pipeline.run().waitUntilFinish();
    return report.take();
  }

  /** The pipeline's diagram; what comes out are the counts, once everything is written. */
  private static PCollection<KV<String, Long>> build(
      Pipeline pipeline, ImportPlan plan, ImportOptions options) {
    ActionMapping mapping = new ActionMapping(plan.descriptor(), plan.shiftDays());
    String rejectsFolder = Warehouse.at(options.getRejects()).root();
    PCollectionTuple rows =
        pipeline.apply("ReadRows", new ReadRows(plan.files(), mapping, rejectsFolder, plan.name()));
    PCollection<KV<String, Long>> rowCounts = rows.get(ReadRows.COUNTS);

    PCollection<KV<String, Action>> numbered =
        rows.get(ReadRows.ACTIONS).apply("NumberRepeats", new NumberRepeats());
    DatasetDescriptor.DurationRule duration = plan.descriptor().duration();
    PCollection<Action> all =
        duration != null && duration.session() != null
            ? numbered.apply("SessionGaps", new SessionGaps(duration))
            : numbered.apply("Actions", Values.create());
    PCollection<Action> clean =
        all.apply(
            "AcceptIfClean",
            new AcceptIfClean(
                rowCounts.apply("RowCounts", View.asIterable()), options.getMaxRejectShare()));

    long from = plan.from() == null ? Long.MIN_VALUE : plan.from();
    long until = plan.until() == null ? Long.MAX_VALUE : plan.until();
    PCollection<Action> actions =
        clean.apply(
            "InRange",
            Filter.by(action -> action.occurredAt() >= from && action.occurredAt() < until));
    if (options.getHeldBack() != null) {
      clean
          .apply("AfterRange", Filter.by(action -> action.occurredAt() >= until))
          .apply("HeldBack", new HeldBackFile(Warehouse.at(options.getHeldBack()).root()));
    }
    PCollection<KV<String, Long>> written =
        actions
            .apply("WriteActions", WriteActions.to(options, plan.name()))
            .apply(
                "Written",
                FlatMapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                    .via(
                        (ActionFiles.Written file) ->
                            List.of(
                                KV.of(ImportCounts.FILE + file.path(), file.rows()),
                                KV.of(ImportCounts.OLDEST + file.path(), file.oldest()),
                                KV.of(ImportCounts.NEWEST + file.path(), file.newest()))))
            .setCoder(ImportCounts.CODER);
    return PCollectionList.of(rowCounts)
        .and(actions.apply("CountActions", new ImportCounts()))
        .and(written)
        .apply("EveryCount", Flatten.pCollections());
  }

  private static void requireClean(ImportRecord record, ImportOptions options) {
    if (record.rows() == 0) {
      throw new JobFailedException(
          "there is not one row at --input=%s: nothing was imported".formatted(options.getInput()));
    }
    if (!AcceptIfClean.isClean(record.rows(), record.rejects(), options.getMaxRejectShare())) {
      throw new JobFailedException(
          "%,d of %,d rows are no action (%.2f %%), more than --maxRejectShare=%s allows: nothing was imported. They are in %s with the reason of each; mend the file or the descriptor, or allow more."
              .formatted(
                  record.rejects(),
                  record.rows(),
                  100.0 * record.rejects() / record.rows(),
                  options.getMaxRejectShare(),
                  String.join(", ", record.rejectsFiles())));
    }
  }

  /** Takes away what earlier imports made of the same rows, now that the new files are there. */
  private static void replace(
      List<ImportRecord> replaced, ImportRecord by, ImportLedger ledger, ImportOptions options)
      throws IOException {
    Set<LocalDate> days = new TreeSet<>();
    for (ImportRecord old : replaced) {
      if (!old.name().equals(by.name())) {
        ledger.forget(old, by.files().keySet());
        days.addAll(days(old.files().keySet()));
        System.out.println(
            "replaces  the import of the same rows with %s: %,d actions in %d files"
                .formatted(ImportSummary.how(old), old.actionsInAll(), old.files().size()));
      }
    }
    ActionFiles files = new ActionFiles(Warehouse.of(options));
    List<LocalDate> empty = new ArrayList<>();
    for (LocalDate day : days) {
      if (!files.exist(day)) {
        empty.add(day);
      }
    }
    if (!empty.isEmpty()) {
      try (HiveConnection hive = HiveConnection.open(options.getHive())) {
        DayPartitions.remove(hive, HiveSchema.ACTIONS, empty);
      }
    }
  }

  private static void register(ImportOptions options, Collection<LocalDate> days) {
    if (!days.isEmpty()) {
      try (HiveConnection hive = HiveConnection.open(options.getHive())) {
        DayPartitions.register(hive, HiveSchema.ACTIONS, days);
      }
    }
  }

  private static Set<LocalDate> days(Collection<String> files) {
    Set<LocalDate> days = new HashSet<>();
    for (String file : files) {
      Matcher matcher = DAY_FOLDER.matcher(file);
      if (matcher.find()) {
        days.add(LocalDate.parse(matcher.group(1)));
      }
    }
    return days;
  }

  private static Long instant(String flag, String value) {
    if (value == null) {
      return null;
    }
    try {
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new JobFailedException(
          "%s=%s is no instant: write it as 2024-01-31T00:00:00Z".formatted(flag, value), e);
    }
  }
}
