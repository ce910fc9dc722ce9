package io.tidemark.infra.jobs;

import io.tidemark.infra.console.StackOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark bench train}. */
@Command(
    name = "train",
    description = {
      "How many sequences a second does PinnerFormer's training take, with PyTorch's fused attention"
          + " and without, and does its memory grow? Made-up users; needs no server.",
      "With --python: how many times as fast is the preset small as the same in PyTorch eager"
          + " (infra/bench/pinnerformer_pytorch.py)? Skipped where PyTorch is not installed."
    })
public final class BenchTrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOptions stack;

  @Option(names = "--config", description = "A preset or a configuration file (default: small).")
  private Optional<String> config;

  @Option(names = "--steps", description = "Steps that are measured (default: 40).")
  private Optional<Integer> steps;

  @Option(names = "--threads", description = "CPU threads of one operator (default: 1).")
  private Optional<Integer> threads;

  @Option(names = "--attention", description = "fused, eager or both (default: both).")
  private Optional<String> attention;

  @Option(
      names = "--python",
      paramLabel = "PYTHON",
      description = "Takes turns with the same in the PyTorch of this Python, such as python3.")
  private Optional<String> python;

  @Option(names = "--turns", description = "With --python: of 16 --steps each (default: 20).")
  private Optional<Integer> turns;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    if (python.isPresent() ? config.isPresent() : turns.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--config and --python exclude each other, as the peer is the preset small;"
              + " --turns takes --python");
    }
    if (python.isPresent()) {
      options.put("turns", turns);
      options.put("steps", steps);
      options.put("threads", threads);
      options.put("attention", attention);
      options.put("python", python);
      return new PipelineJob(stack).runBeside("io.tidemark.infra.trainbench.TrainBench", options);
    }
    options.put("config", config);
    options.put("steps", steps);
    options.put("threads", threads);
    options.put("attention", attention);
    return new PipelineJob(stack).runAlone("pinnerformer.BenchTraining", options);
  }
}
