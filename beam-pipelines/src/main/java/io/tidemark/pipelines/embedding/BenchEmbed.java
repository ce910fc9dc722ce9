package io.tidemark.pipelines.embedding;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.pinnerformer.BareOnnxLoop;
import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pinnerformer.UserInput;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.sequences.UserSequences;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;

/**
 * Measures the daily run's inference on made-up users: users a second from timelines to files of
 * embeddings, starting the pipeline and loading the model included, beside a bare loop of ONNX
 * Runtime over the same batches; the process's peak memory; and what a day costs on which few act.
 * Needs a trained model and its pins, and no server.
 *
 * <pre>{@code
 * BenchEmbed --users=100000 --rounds=3 --warehouse=file:///data/warehouse --models=/data/models
 * }</pre>
 */
public final class BenchEmbed {
  /** The bare loop keeps its batches in memory, so it has so many users at most. */
  private static final int BARE_USERS = 10_000;

  private static final Instant END = Instant.parse("2024-06-01T00:00:00Z");
  private static final int DAYS = 60;

  private final BenchEmbedOptions options;
  private final EmbedTimelines.Model model;
  private final SyntheticTimelines users;

  private BenchEmbed(
      BenchEmbedOptions options, EmbedTimelines.Model model, SyntheticTimelines users) {
    this.options = options;
    this.model = model;
    this.users = users;
  }

  public static void main(String[] args) {
    List<String> all = new ArrayList<>(List.of("--asOf=" + END));
    all.addAll(Arrays.asList(args));
    System.exit(Job.run(all.toArray(String[]::new), BenchEmbedOptions.class, BenchEmbed::run));
  }

  private static void run(BenchEmbedOptions options) throws Exception {
    Warehouse warehouse = Warehouse.of(options);
    String folder =
        options.getModel() != null
            ? options.getModel()
            : ModelFolder.newest(options.getModels(), Release.PINNERFORMER, card -> true)
                .orElseThrow(
                    () ->
                        new JobFailedException(
                            options.getModels()
                                + " has no PinnerFormer: run TrainPinnerFormer, or name a --model"));
    EmbedTimelines.Model model =
        new EmbedTimelines.Model(folder, warehouse, options.getOperatorThreads());
    try (LoadedModel loaded = LoadedModel.borrow(folder, warehouse, model.threads())) {
      BenchEmbed bench =
          new BenchEmbed(
              options,
              model,
              new SyntheticTimelines(
                  options.getUsers(), 1, options.getMeanActions(), END, DAYS, loaded.pins().ids()));
      bench.compare(loaded);
      if (options.getActiveEvery() > 0) {
        bench.day();
      }
    }
  }

  private void compare(LoadedModel loaded) throws IOException, InterruptedException {
    int workers = options.as(FlinkPipelineOptions.class).getParallelism();
    Cost cold = Cost.of(() -> embedAll(1));
    Cost start = Cost.of(() -> embedAll(1));
    System.out.printf(
        "start     a pipeline over one user takes %.1f s, the next one %.1f s%n",
        cold.seconds(), start.seconds());
    // As many users as the job has, so that both have the machine for about as long.
    int times = Math.toIntExact(Math.max(1, users.users() / BARE_USERS));
    long bareUsers = times * Math.min(users.users(), BARE_USERS);
    List<Cost> job = new ArrayList<>();
    List<Cost> bare = new ArrayList<>();
    long peak = 0;
    try (BareOnnxLoop loop =
        BareOnnxLoop.open(
            ModelFolder.fetch(model.folder(), Files.createTempDirectory("bench")),
            model.threads())) {
      for (int round = 0; round < options.getRounds(); round++) {
        job.add(Cost.of(() -> embedAll(users.users())));
        if (round == 0) {
          peak = peakResidentMebibytes();
          fill(loop, loaded);
          loop.run(workers, 1);
        }
        bare.add(Cost.of(() -> loop.run(workers, times)));
        System.out.printf(
            "round %d   job %,.0f users/s, %.0f us of CPU a user; bare ONNX Runtime %,.0f users/s, %.0f us%n",
            round + 1,
            job.get(round).usersPerSecond(users.users()),
            job.get(round).cpuMicros(users.users()),
            bare.get(round).usersPerSecond(bareUsers),
            bare.get(round).cpuMicros(bareUsers));
      }
      double jobSpeed = median(job.stream().mapToDouble(c -> c.usersPerSecond(users.users())));
      double started =
          median(job.stream().mapToDouble(c -> c.without(start).usersPerSecond(users.users())));
      double bareSpeed = median(bare.stream().mapToDouble(c -> c.usersPerSecond(bareUsers)));
      double jobCpu = median(job.stream().mapToDouble(c -> c.cpuMicros(users.users())));
      double bareCpu = median(bare.stream().mapToDouble(c -> c.cpuMicros(bareUsers)));
      System.out.printf(
          "| %,d users | %d workers x %d threads | job %,.0f users/s, once started %,.0f | bare %,.0f users/s | ratio %.2f, once started %.2f, by CPU %.2f | peak memory %,d MiB |%n",
          users.users(),
          workers,
          model.threads(),
          jobSpeed,
          started,
          bareSpeed,
          jobSpeed / bareSpeed,
          started / bareSpeed,
          bareCpu / jobCpu,
          peak);
    }
  }

  private void fill(BareOnnxLoop loop, LoadedModel loaded) {
    LengthBuckets<UserInput> buckets = new LengthBuckets<>(PinnerFormerModel.ROWS_AT_ONCE);
    for (long user = 0; user < Math.min(users.users(), BARE_USERS); user++) {
      UserInput input = loaded.model().input(users.of(user), loaded.pins());
      buckets.add(input, input.length()).ifPresent(batch -> loop.add(batch, loaded.pins()));
    }
    buckets.drain().forEach(batch -> loop.add(batch, loaded.pins()));
  }

  private void embedAll(long count) throws IOException {
    try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
      EmbeddingRun run = new EmbeddingRun(options, model, "bench", END, scratch);
      Pipeline pipeline = Pipeline.create(options);
      SyntheticTimelines some =
          new SyntheticTimelines(
              count, 1, users.meanActions(), users.end(), users.days(), users.pins());
      run.embed(pipeline.apply("MakeUpUsers", some.source()), count);
      pipeline.run().waitUntilFinish();
      requireRows(run, count);
    }
  }

  /** A full run over a snapshot, and one over those who acted on the day after it. */
  private void day() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bench-sequences");
    BenchEmbedOptions here = options.as(BenchEmbedOptions.class);
    String warehouse = options.getWarehouse();
    here.setWarehouse(folder.toString());
    UserSequences sequences = UserSequences.of(here, options.getSequenceDepth());
    here.setWarehouse(warehouse);
    LocalDate day = LocalDate.ofInstant(END, ZoneOffset.UTC);
    LogDays none = new LogDays(new TreeMap<>());
    SyntheticTimelines active =
        new SyntheticTimelines(
            users.users(), options.getActiveEvery(), 3, END.plusSeconds(86_400), 1, users.pins());
    Snapshot[] made = new Snapshot[2];
    Cost build =
        Cost.of(
            () ->
                made[0] =
                    sequences.write(day.minusDays(1), Optional.empty(), "", none, users.source()));
    Cost merge =
        Cost.of(
            () -> made[1] = sequences.write(day, Optional.of(made[0]), "", none, active.source()));
    Instant tomorrow = END.plus(1, ChronoUnit.DAYS);
    Cost full = Cost.of(() -> embed(made[0], EmbedPlan.all("bench"), made[0].users()));
    Cost daily =
        Cost.of(() -> embed(made[1], new EmbedPlan(Optional.of(END), "bench"), made[1].changed()));
    Cost nobody = Cost.of(() -> embed(made[1], new EmbedPlan(Optional.of(tomorrow), "bench"), 0));
    System.out.printf(
        "| %,d users, %,d active | full run %.1f s (%.1f s CPU), day's run %.1f s (%.1f s CPU), run for nobody %.1f s (%.1f s CPU) | inference of the day / of all %.3f, by CPU %.3f | merging the day %.1f s (%.1f s CPU), first snapshot %.1f s (%.1f s CPU) | whole day / full run %.3f, by CPU %.3f |%n",
        made[1].users(),
        made[1].changed(),
        full.seconds(),
        full.cpuSeconds(),
        daily.seconds(),
        daily.cpuSeconds(),
        nobody.seconds(),
        nobody.cpuSeconds(),
        daily.without(nobody).seconds() / full.without(nobody).seconds(),
        daily.without(nobody).cpuSeconds() / full.without(nobody).cpuSeconds(),
        merge.seconds(),
        merge.cpuSeconds(),
        build.seconds(),
        build.cpuSeconds(),
        (merge.seconds() + daily.seconds()) / full.seconds(),
        (merge.cpuSeconds() + daily.cpuSeconds()) / full.cpuSeconds());
    LoadedModel.deleteTree(folder);
  }

  private void embed(Snapshot snapshot, EmbedPlan plan, long expected) throws IOException {
    try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
      EmbeddingRun run = new EmbeddingRun(options, model, "bench", END, scratch);
      run.compute(snapshot, plan, Optional.empty());
      requireRows(run, expected);
    }
  }

  private static void requireRows(EmbeddingRun run, long expected) throws IOException {
    long rows = run.checks().rows();
    if (rows != expected) {
      throw new JobFailedException("%,d of %,d users were embedded".formatted(rows, expected));
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /**
   * What some work took.
   *
   * @param seconds by the clock
   * @param cpuSeconds of all threads of the process
   */
  private record Cost(double seconds, double cpuSeconds) {
    static Cost of(Work work) throws IOException, InterruptedException {
      OperatingSystemMXBean process =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long cpu = process.getProcessCpuTime();
      long started = System.nanoTime();
      work.run();
      return new Cost(
          (System.nanoTime() - started) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
    }

    /** What is left above a cost that does not depend on the users. */
    Cost without(Cost fixed) {
      return new Cost(
          Math.max(0, seconds - fixed.seconds), Math.max(0, cpuSeconds - fixed.cpuSeconds));
    }

    double usersPerSecond(long users) {
      return users / seconds;
    }

    double cpuMicros(long users) {
      return cpuSeconds * 1e6 / users;
    }
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Of the whole process, as Linux counts it; -1 elsewhere. */
  private static long peakResidentMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1L);
  }
}
