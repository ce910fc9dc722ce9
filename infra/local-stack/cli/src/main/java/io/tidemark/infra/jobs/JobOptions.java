package io.tidemark.infra.jobs;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that starts a job takes, besides the job's own options. */
public final class JobOptions {
  @Mixin private StackOptions stack;

  @Option(
      names = "--with",
      paramLabel = "FLAG=VALUE",
      description =
          "A flag for the job itself, such as --with runner=SparkRunner or --with hbase=ADDRESS;"
              + " may be repeated.")
  private Map<String, String> flags = Map.of();

  StackOptions stack() {
    return stack;
  }

  /**
   * Runs the job with the given options that are set, and the flags of {@code --with}.
   *
   * @return its exit status
   */
  int run(String mainClass, List<Component> needs, Map<String, Optional<?>> options)
      throws InterruptedException {
    return new PipelineJob(stack).run(mainClass, needs, arguments(options));
  }

  /**
   * The same for a job in which Java itself computes for minutes.
   *
   * @param heap its largest, such as {@code 3g}
   * @return its exit status
   */
  int runComputing(
      String mainClass, List<Component> needs, Map<String, Optional<?>> options, String heap)
      throws InterruptedException {
    return new PipelineJob(stack).runComputing(mainClass, needs, arguments(options), heap);
  }

  private List<String> arguments(Map<String, Optional<?>> options) {
    List<String> arguments = new ArrayList<>();
    options.forEach(
        (name, value) -> value.ifPresent(set -> arguments.add("--%s=%s".formatted(name, set))));
    flags.forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
    return arguments;
  }
}
