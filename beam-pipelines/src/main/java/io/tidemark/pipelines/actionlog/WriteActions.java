package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a bounded collection of actions into Hive's table {@code actions}: a Parquet file a day
 * (or a few), each in the partition of the day its actions occurred on, then the partitions are
 * registered. What comes out is what was written, after Hive knows of it.
 *
 * <p>The files' name is the caller's, so the same work done again replaces its files and adds no
 * row. A stream, whose panes end when they like, writes with {@link ActionFiles} and {@link
 * DayPartitions} instead.
 */
public final class WriteActions
    extends PTransform<PCollection<Action>, PCollection<ActionFiles.Written>> {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(WriteActions.class);

  private final Warehouse warehouse;
  private final String hive;
  private final String name;
  private final int filesPerDay;

  private WriteActions(Warehouse warehouse, String hive, String name, int filesPerDay) {
    this.warehouse = requireNonNull(warehouse, "warehouse is null");
    this.hive = requireNonNull(hive, "hive is null");
    this.name = requireNonNull(name, "name is null");
    this.filesPerDay = filesPerDay;
  }

  /**
   * Writes to the options' warehouse and Hive.
   *
   * @param name of the files, without a suffix: letters, digits, {@code . _ -}
   */
  public static WriteActions to(StorageOptions options, String name) {
    return new WriteActions(Warehouse.of(options), options.getHive(), name, 1);
  }

  /** Spreads a day over several files, for days too large for one worker. Users stay together. */
  public WriteActions withFilesPerDay(int files) {
    if (files < 1) {
      throw new IllegalArgumentException("filesPerDay must be at least 1: " + files);
    }
    return new WriteActions(warehouse, hive, name, files);
  }

  @Override
  public PCollection<ActionFiles.Written> expand(PCollection<Action> actions) {
    int files = filesPerDay;
    return actions
        .apply(
            "ByDay",
            WithKeys.of((Action action) -> fileKey(action, files))
                .withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), ActionCoder.of()))
        .apply("GroupByDay", GroupByKey.create())
        .apply("WriteFiles", ParDo.of(new WriteFile(new ActionFiles(warehouse), name, files)))
        .setCoder(SerializableCoder.of(ActionFiles.Written.class))
        .apply("AllFiles", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ActionFiles.Written.class)))
        .apply("WaitForAll", GroupByKey.create())
        .apply("RegisterPartitions", ParDo.of(new Register(hive)))
        .setCoder(SerializableCoder.of(ActionFiles.Written.class));
  }

  private static String fileKey(Action action, int files) {
    return ActionParquet.day(action) + "/" + Math.floorMod(action.userId().hashCode(), files);
  }

  private static final class WriteFile
      extends DoFn<KV<String, Iterable<Action>>, ActionFiles.Written> {
    private static final long serialVersionUID = 1;
    private final ActionFiles files;
    private final String name;
    private final int filesPerDay;

    WriteFile(ActionFiles files, String name, int filesPerDay) {
      this.files = files;
      this.name = name;
      this.filesPerDay = filesPerDay;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Action>> file, OutputReceiver<ActionFiles.Written> out)
        throws IOException {
      String[] key = file.getKey().split("/");
      String numbered = filesPerDay == 1 ? name : name + "-" + key[1] + "-of-" + filesPerDay;
      out.output(files.write(LocalDate.parse(key[0]), numbered, file.getValue()));
    }
  }

  private static final class Register
      extends DoFn<KV<String, Iterable<ActionFiles.Written>>, ActionFiles.Written> {
    private static final long serialVersionUID = 1;
    private final String hive;

    Register(String hive) {
      this.hive = hive;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<ActionFiles.Written>> all,
        OutputReceiver<ActionFiles.Written> out) {
      List<ActionFiles.Written> written = new ArrayList<>();
      all.getValue().forEach(written::add);
      try (HiveConnection connection = HiveConnection.open(hive)) {
        DayPartitions.register(
            connection,
            HiveSchema.ACTIONS,
            written.stream().map(ActionFiles.Written::day).toList());
      }
      log.info("Registered {} files of actions with Hive", written.size());
      written.forEach(out::output);
    }
  }
}
