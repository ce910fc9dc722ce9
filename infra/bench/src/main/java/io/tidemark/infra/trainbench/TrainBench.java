package io.tidemark.infra.trainbench;

import io.tidemark.infra.paired.PairedRatio;
import io.tidemark.infra.paired.PairedRatio.Pair;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.TidemarkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./tidemark bench train --python}: both trainings are warm before the first turn, one waits
 * while the other works, and who begins alternates from turn to turn.
 */
@Command(name = "tidemark bench train")
public final class TrainBench implements Callable<Integer> {
  private static final String SCRIPT = "infra/bench/pinnerformer_pytorch.py";
  private static final String MAIN = "io.tidemark.pipelines.pinnerformer.BenchTraining";

  /** Of the preset {@code small}, which the peer's defaults are. */
  private static final int BATCH_USERS = 32;

  @Spec private CommandSpec spec;

  @Option(names = "--turns", defaultValue = "20")
  private int turns;

  @Option(names = "--steps", defaultValue = "16")
  private int steps;

  @Option(names = "--threads", defaultValue = "1")
  private int threads;

  @Option(names = "--attention", defaultValue = "fused")
  private String attention;

  @Option(names = "--python", required = true)
  private String python;

  /** Runs the benchmark. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    check();
    TidemarkHome home = TidemarkHome.find();
    Path errors = Files.createTempFile("tidemark-bench-train-", ".log");
    try (Training peer = new Training(peer(home, errors));
        Training own = new Training(own(home, errors))) {
      Optional<String> peerName = peer.name();
      if (peerName.isEmpty()) {
        System.out.print(Files.readString(errors));
        return 0;
      }
      Optional<String> ownName = own.name();
      if (ownName.isEmpty()) {
        System.out.print(Files.readString(errors));
        return CommandLine.ExitCode.SOFTWARE;
      }
      compare(own, ownName.get(), peer, peerName.get());
      return 0;
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private void check() {
    if (turns < 2 || steps < 1) {
      throw wrong("--turns must be at least 2, for an interval, and --steps at least 1");
    }
    if (!List.of("fused", "eager").contains(attention)) {
      throw wrong("--attention is \"" + attention + "\": with --python give fused or eager");
    }
  }

  private ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private void compare(Training own, String ownName, Training peer, String peerName)
      throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      boolean first = turn % 2 == 0;
      double before = first ? speed(own) : 0;
      double other = speed(peer);
      pairs.add(new Pair(first ? before : speed(own), other));
      Pair last = pairs.get(turn);
      System.err.printf("turn %d: %.1f and %.1f sequences/s%n", turn + 1, last.one(), last.other());
    }
    System.out.println("| | threads | sequences/s, median of turns |\n|---|---|---|");
    row(ownName, pairs, Pair::one);
    row(peerName, pairs, Pair::other);
    System.out.printf(
        "%s / %s: %s in %d turns of %d steps%n",
        ownName, peerName, PairedRatio.of(pairs), turns, steps);
  }

  private double speed(Training training) throws IOException {
    return steps * BATCH_USERS / training.seconds(steps);
  }

  private void row(String name, List<Pair> pairs, ToDoubleFunction<Pair> speed) {
    double[] sorted = pairs.stream().mapToDouble(speed).sorted().toArray();
    System.out.printf("| %s | %d | %.1f |%n", name, threads, sorted[sorted.length / 2]);
  }

  private Process own(TidemarkHome home, Path errors) {
    return JavaProcess.of(home, LaunchModule.BEAM_PIPELINES, MAIN)
        .jvmFlags("-Xmx1536m", "-XX:+UseSerialGC")
        .arguments("--turns=true", "--threads=" + threads, "--attention=" + attention)
        .startToTalk(errors);
  }

  private Process peer(TidemarkHome home, Path errors) {
    List<String> command =
        new ArrayList<>(
            List.of(
                python, home.root().resolve(SCRIPT).toString(), "--turns", "--threads=" + threads));
    if (attention.equals("fused")) {
      command.add("--fused");
    }
    try {
      return new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
          .start();
    } catch (IOException e) {
      throw wrong("--python: " + e.getMessage());
    }
  }
}
