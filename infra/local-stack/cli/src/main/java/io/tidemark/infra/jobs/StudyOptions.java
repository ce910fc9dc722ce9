package io.tidemark.infra.jobs;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every study takes: the data, how they are split, and where the report goes. */
public final class StudyOptions {
  /** Which descriptor says what the file's columns mean. */
  private static final class Source {
    @Option(
        names = "--dataset",
        description = "A data set whose descriptor is built in: kuairand, otto, deskdrop, beauty.")
    private Optional<String> dataset = Optional.empty();

    @Option(names = "--descriptor", description = "The descriptor of your own data set (YAML).")
    private Optional<Path> descriptor = Optional.empty();
  }

  @Mixin private StackOptions stack;

  @ArgGroup(multiplicity = "0..1")
  private Source source = new Source();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The data set's file or folder (default: the bundled data, if any).")
  private Optional<Path> data;

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description = "Where the report goes (default: reports/STUDY-DATASET in the state folder).")
  private Optional<Path> report;

  @Option(
      names = "--t0",
      description =
          "The (first) split, such as 2022-04-20T00:00:00Z (default: by the log's length).")
  private Optional<Instant> t0;

  @Option(
      names = "--target-window",
      paramLabel = "DURATION",
      description = "How long after a split targets are taken, such as P3D.")
  private Optional<String> targetWindow;

  @Option(
      names = "--windows",
      description = "How many splits, each with models of its own; their pairs are pooled.")
  private Optional<Integer> windows;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "How far one split lies after the one before (default: the target window).")
  private Optional<String> every;

  @Option(
      names = "--evaluation-share",
      description = "Share of users that is evaluated and not trained on (default: 0.25).")
  private Optional<Double> evaluationShare;

  @Option(
      names = "--targets",
      description =
          "all: every positive; new: only those on a pin that the user has not acted on before"
              + " (default: all).")
  private Optional<String> targets;

  @Option(
      names = "--positive-actions",
      description = "What counts as positive, such as save,like,close_up>10s.")
  private Optional<String> positiveActions;

  @Option(
      names = "--config",
      description = "The PinnerFormer (or ranker) that is varied: a preset or a file.")
  private Optional<String> config;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE,...",
      description = "Further settings of it, such as objective.horizon=P14D.")
  private Optional<String> set;

  @Option(names = "--max-steps", description = "Steps of each training.")
  private Optional<Integer> maxSteps;

  @Option(
      names = "--pairs-per-step",
      description = "(position, target) pairs of a step, the same for every row (default: 128).")
  private Optional<Integer> pairsPerStep;

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description =
          "parity: where training leaves what it needs to go on after the process was killed.")
  private Optional<Path> checkpoints;

  @Option(names = "--seed", description = "The same seed gives the same report.")
  private Optional<Long> seed;

  /**
   * Runs one study.
   *
   * @return its exit status
   */
  int run(String study) throws InterruptedException {
    Map<String, Optional<?>> options = dataAndReport(study);
    options.put("study", Optional.of(study));
    options.put("t0", t0);
    options.put("targetWindow", targetWindow);
    options.put("windows", windows);
    options.put("every", every);
    options.put("evaluationShare", evaluationShare);
    options.put("targets", targets);
    options.put("positiveActions", positiveActions);
    options.put("config", config);
    options.put("set", set);
    options.put("maxSteps", maxSteps);
    options.put("pairsPerStep", pairsPerStep);
    options.put("seed", seed);
    return new PipelineJob(stack).runAlone("study.RunStudy", options);
  }

  /**
   * Compares rankers.
   *
   * @return its exit status
   */
  int ranker() throws InterruptedException {
    Map<String, Optional<?>> options = dataAndReport("ranker");
    options.put("targetWindow", targetWindow);
    options.put("windows", windows);
    options.put("positiveActions", positiveActions);
    options.put("ranker", config);
    options.put("maxSteps", maxSteps);
    options.put("seed", seed);
    return new PipelineJob(stack).runAlone("ranker.StudyRanker", options);
  }

  private Map<String, Optional<?>> dataAndReport(String study) {
    if (source.dataset.isEmpty() && source.descriptor.isEmpty()) {
      throw new StackException("say what the columns mean, with --dataset or --descriptor");
    }
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("dataset", source.dataset);
    options.put("descriptor", source.descriptor.map(Path::toAbsolutePath));
    options.put("data", Optional.of(data.orElseGet(this::bundled).toAbsolutePath()));
    options.put("report", Optional.of(report.orElseGet(() -> folder(study)).toAbsolutePath()));
    return options;
  }

  /**
   * Trains on a published benchmark.
   *
   * @return its exit status
   */
  int parity() throws InterruptedException {
    Path benchmark =
        data.orElseThrow(
            () -> new StackException("name the folder that holds Beauty.txt with --data"));
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("data", Optional.of(benchmark.toAbsolutePath()));
    options.put("report", Optional.of(report.orElseGet(() -> folder("parity")).toAbsolutePath()));
    options.put("config", config);
    options.put("maxSteps", maxSteps);
    options.put("checkpoints", checkpoints.map(Path::toAbsolutePath));
    options.put("seed", seed);
    return new PipelineJob(stack).runAlone("pinnerformer.StudyParity", options);
  }

  private Path bundled() {
    Path folder = stack.home().root().resolve("infra/data").resolve(source.dataset.orElse("none"));
    if (!Files.isDirectory(folder)) {
      throw new StackException("name the data set's file or folder with --data: none is bundled");
    }
    return folder;
  }

  private Path folder(String study) {
    return stack
        .folder()
        .root()
        .resolve("reports")
        .resolve(study + "-" + source.dataset.orElse("own-data"));
  }
}
