package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.TidemarkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark bench rank}. */
@Command(
    name = "tidemark bench rank",
    sortOptions = false,
    description = {
      "How fast does the API rank? Starts an HBase, a Kafka and an API of its own, fills them with"
          + " made-up users and pins and a ranker with random weights, and takes all of it away"
          + " again. Without a mode it measures the saturating rate (closed loop) and the latency at"
          + " shares of it (open loop, counted from the instant a request was due).",
      "Everything runs on this machine: the load itself takes its share of it."
    })
public final class RankBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--ranker",
      split = ",",
      defaultValue = "small,transact",
      description =
          "Presets or files of ranker configurations, in turn (${DEFAULT-VALUE}: encode-once, early fusion).")
  private List<String> rankers;

  @Option(
      names = "--candidates",
      defaultValue = "100",
      description = "A request (${DEFAULT-VALUE}).")
  private int candidates;

  @Option(names = "--actions", defaultValue = "100", description = "A user (${DEFAULT-VALUE}).")
  private int actions;

  @Option(names = "--users", defaultValue = "1000", description = "That rank (${DEFAULT-VALUE}).")
  private int users;

  @Option(names = "--pins", defaultValue = "20000", description = "In all (${DEFAULT-VALUE}).")
  private int pins;

  @Option(names = "--width", defaultValue = "64", description = "Of vectors (${DEFAULT-VALUE}).")
  private int width;

  @Option(names = "--seconds", defaultValue = "20", description = "A load (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description =
          "Seconds before the first, not counted; half of it before each at a rate (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--rates",
      split = ",",
      description = "Requests a second (default: 10, 25, 50, 75 and 90%% of saturation).")
  private List<Integer> rates = List.of();

  @Option(
      names = "--at-half-saturation",
      description = "Mode: half the saturating rate, and how long the state took to fetch.")
  private boolean half;

  @Option(
      names = "--overload",
      description = "Mode: twice the saturating rate, then recovery, with the server's memory.")
  private boolean overload;

  @Option(
      names = "--overload-seconds",
      defaultValue = "60",
      description = "How long (${DEFAULT-VALUE}).")
  private int overloadSeconds;

  @Option(
      names = "--disturb",
      description = "Mode: at half the saturating rate, the ranker is swapped and HBase killed.")
  private boolean disturb;

  @Option(
      names = "--against",
      split = ",",
      description =
          "Modes: bare (ONNX Runtime in a loop), peer (FastAPI + uvicorn + onnxruntime), unmeasured (the same server with metrics off), flags (the same server with --other-flags).")
  private List<Comparison> against = List.of();

  @Option(
      names = "--pairs",
      defaultValue = "20",
      description = "Turns of each with --against, of a fifth of --seconds (${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--p99",
      paramLabel = "MS",
      defaultValue = "10",
      description = "With --against=peer: at which p99 the rates are compared (${DEFAULT-VALUE}).")
  private int p99;

  @Option(
      names = "--api-flags",
      split = " ",
      defaultValue = "-Xmx1g -Xmn768m -XX:+UseParallelGC",
      description = "JVM flags of the API (${DEFAULT-VALUE}).")
  private List<String> apiFlags;

  @Option(
      names = "--other-flags",
      split = " ",
      description = "With --against=flags: JVM flags of the other API, instead of --api-flags.")
  private List<String> otherFlags = List.of();

  @Option(
      names = "--api",
      paramLabel = "PATH=VALUE",
      description = "Configuration of the API, such as models.threads=1; may be repeated.")
  private Map<String, String> api = Map.of();

  @Option(names = "--report", description = "Folder for rank.md, rank.json and rank.svg.")
  private Path folder;

  /** Runs the benchmark. */
  public static void main(String[] args) {
    CommandLine command = new CommandLine(new RankBench());
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--options")
                .usageHelp(true)
                .description("Show all of these.")
                .build());
    System.exit(command.setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (against.contains(Comparison.FLAGS) && otherFlags.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--against=flags: give the other API's flags with --other-flags");
    }
    TidemarkHome home = TidemarkHome.find();
    Report report = new Report(System.out::println);
    Path work = Files.createTempDirectory("tidemark-bench-");
    Scale scale = new Scale(candidates, actions, users, pins, width);
    report.line(
        "%d candidates x %d actions, %d users, %d pins of width %d; %d cores, %s"
            .formatted(
                candidates,
                actions,
                users,
                pins,
                width,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name")));
    boolean clean = true;
    try (BenchWorld world = BenchWorld.create(home, work, scale, System.err::println);
        Load load = new Load()) {
      for (String ranker : rankers) {
        ServerSettings settings = new ServerSettings(home, world.stack(), work, apiFlags, api);
        Path model = world.writeRanker(ranker, 1);
        world.publishRanker(model);
        RankMeasurements measurements =
            new RankMeasurements(
                settings,
                load,
                scale,
                new RankMeasurements.Times(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)),
                report);
        clean &= measure(measurements, world, ranker, model);
      }
    } finally {
      if (folder != null) {
        report.write(folder);
      }
      delete(work);
    }
    return clean ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean measure(
      RankMeasurements measurements, BenchWorld world, String ranker, Path model)
      throws IOException, InterruptedException {
    boolean chosen = half || overload || disturb || !against.isEmpty();
    boolean clean = true;
    if (!chosen || half || overload || disturb) {
      try (RankMeasurements.Saturated server = measurements.saturate(ranker)) {
        if (!chosen) {
          clean &= server.rates(rates);
        }
        if (half) {
          clean &= server.half();
        }
        if (overload) {
          clean &= server.overload(Duration.ofSeconds(overloadSeconds));
        }
        if (disturb) {
          clean &= server.disturb(world, ranker);
        }
      }
    }
    Comparisons comparisons = new Comparisons(measurements, ranker, model, pairs);
    for (Comparison other : against) {
      clean &=
          switch (other) {
            case BARE -> comparisons.bare();
            case PEER -> comparisons.peer(Duration.ofMillis(p99));
            case UNMEASURED -> comparisons.unmeasured();
            case FLAGS -> comparisons.otherFlags(otherFlags);
          };
    }
    return clean;
  }

  /** What the server is compared with. */
  enum Comparison {
    BARE,
    PEER,
    UNMEASURED,
    FLAGS
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
