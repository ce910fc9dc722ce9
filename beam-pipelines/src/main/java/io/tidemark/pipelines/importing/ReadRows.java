package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import io.tidemark.store.InvalidActionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of a data set: an action for each good row, a line in the file of rejects for
 * each bad one.
 */
final class ReadRows extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** Actions with the session they belong to; their ids may repeat. */
  static final TupleTag<KV<String, Action>> ACTIONS = new TupleTag<>() {};

  /** {@link ImportCounts#ROWS} and {@link ImportCounts#REJECTS} of each file. */
  static final TupleTag<KV<String, Long>> COUNTS = new TupleTag<>() {};

  private final List<InputFile> files;
  private final ActionMapping mapping;
  private final String rejectsFolder;
  private final String importName;

  ReadRows(List<InputFile> files, ActionMapping mapping, String rejectsFolder, String importName) {
    this.files = files;
    this.mapping = mapping;
    this.rejectsFolder = rejectsFolder;
    this.importName = importName;
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple rows =
        begin
            .apply("Files", Create.of(files).withCoder(SerializableCoder.of(InputFile.class)))
            .apply("SpreadFiles", Reshuffle.viaRandomKey())
            .apply(
                "ParseRows",
                ParDo.of(new ParseFile(mapping, rejectsFolder, importName))
                    .withOutputTags(ACTIONS, TupleTagList.of(COUNTS)));
    rows.get(ACTIONS).setCoder(KvCoder.of(StringUtf8Coder.of(), ActionCoder.of()));
    rows.get(COUNTS).setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
    return rows;
  }

  /** The reader of a file in the descriptor's format. */
  static RowReader reader(InputFile file, DatasetDescriptor descriptor) {
    FileFormat format = descriptor.format();
    if (format instanceof FileFormat.Delimited delimited) {
      return new DelimitedReader(file, delimited, descriptor.columns());
    }
    if (format instanceof FileFormat.JsonLines lines) {
      return new JsonLinesReader(file, lines);
    }
    return new SequencesReader(file, (FileFormat.Sequences) format);
  }

  private static final class ParseFile extends DoFn<InputFile, KV<String, Action>> {
    private static final long serialVersionUID = 1;

    private final ActionMapping mapping;
    private final String rejectsFolder;
    private final String importName;

    ParseFile(ActionMapping mapping, String rejectsFolder, String importName) {
      this.mapping = mapping;
      this.rejectsFolder = rejectsFolder;
      this.importName = importName;
    }

    @ProcessElement
    public void process(@Element InputFile file, MultiOutputReceiver out) throws IOException {
      String rejectsName = importName + "." + file.name() + ".rejects.jsonl";
      try (RejectsFile rejects = new RejectsFile(rejectsFolder, rejectsName, file.path())) {
        Parsing parsing = new Parsing(file, mapping, rejects, out.get(ACTIONS));
        reader(file, mapping.descriptor()).read(parsing);
        rejects.finish();
        out.get(COUNTS).output(KV.of(ImportCounts.ROWS, parsing.rows));
        out.get(COUNTS).output(KV.of(ImportCounts.REJECTS, parsing.rejected));
        if (parsing.rejected > 0) {
          out.get(COUNTS).output(KV.of(ImportCounts.REJECTS_FILE + rejects.path(), 1L));
        }
      }
    }
  }

  private static final class Parsing implements RowReader.Rows {
    private static final Logger log = LoggerFactory.getLogger(ReadRows.class);
    private static final long REJECTS_LOGGED = 5;
    private static final long ROWS_BETWEEN_LOOKS = 10_000;
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

    private final InputFile file;
    private final ActionMapping mapping;
    private final RejectsFile rejects;
    private final DoFn.OutputReceiver<KV<String, Action>> out;
    private long rows;
    private long rejected;
    private long reportedAt = System.nanoTime();

    Parsing(
        InputFile file,
        ActionMapping mapping,
        RejectsFile rejects,
        DoFn.OutputReceiver<KV<String, Action>> out) {
      this.file = file;
      this.mapping = mapping;
      this.rejects = rejects;
      this.out = out;
    }

    @Override
    public void row(SourceRow row) throws IOException {
      try {
        KV<String, Action> action = mapping.map(row.columns());
        out.output(action);
        rows++;
        reportProgress();
      } catch (InvalidActionException e) {
        reject(new Reject(row.line(), e.field(), e.reason(), row.raw()));
      }
    }

    @Override
    public void reject(Reject reject) throws IOException {
      rows++;
      rejected++;
      rejects.add(reject);
      if (rejected <= REJECTS_LOGGED) {
        log.warn("{}:{}: {} {}", file.name(), reject.line(), reject.field(), reject.reason());
      }
    }

    private void reportProgress() {
      if (rows % ROWS_BETWEEN_LOOKS == 0
          && System.nanoTime() - reportedAt > BETWEEN_REPORTS.toNanos()) {
        reportedAt = System.nanoTime();
        log.info("{}: {} rows read, {} rejected", file.name(), rows, rejected);
      }
    }
  }
}
