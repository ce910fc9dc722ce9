package io.tidemark.infra.jobs;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.ComponentStatus;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.StackException;
import io.tidemark.infra.stack.Supervisor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a job of {@code beam-pipelines} in a JVM of its own. */
final class PipelineJob {
  /** The environment variable that models and reports take the code's revision from. */
  private static final String REVISION = "TIDEMARK_REVISION";

  private static final String PACKAGE = "io.tidemark.pipelines.";

  /**
   * With the first three, glibc keeps what PyTorch frees: a training step takes a sixth less CPU.
   * With the last, PyTorch's threads sleep while they wait for each other instead of spinning.
   */
  private static final Map<String, String> FOR_TRAINING =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "2147483648",
          "MALLOC_TRIM_THRESHOLD_", "17179869184",
          "MALLOC_TOP_PAD_", "268435456",
          "OMP_WAIT_POLICY", "PASSIVE");

  private final StackOptions options;
  private final Supervisor supervisor;

  PipelineJob(StackOptions options) {
    this.options = options;
    this.supervisor = options.supervisor();
  }

  /**
   * Runs a job on the stack.
   *
   * @param mainClass below {@code io.tidemark.pipelines}, such as {@code pins.BuildPins}
   * @param needs components whose addresses the job gets, unless {@code arguments} name others
   * @return its exit status
   */
  int run(String mainClass, List<Component> needs, List<String> arguments)
      throws InterruptedException {
    return run(mainClass, needs, arguments, options.console()::line);
  }

  int run(String mainClass, List<Component> needs, List<String> arguments, Consumer<String> output)
      throws InterruptedException {
    return process(mainClass, withAddresses(needs, arguments))
        .jvmFlags("-Xmx1536m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .run(output);
  }

  /**
   * Runs a job on the stack in which Java itself computes for minutes.
   *
   * @param heap its largest, such as {@code 3g}
   * @return its exit status
   */
  int runComputing(String mainClass, List<Component> needs, List<String> arguments, String heap)
      throws InterruptedException {
    return process(mainClass, withAddresses(needs, arguments))
        .jvmFlags("-Xmx" + heap, "-XX:+UseSerialGC")
        .run(options.console()::line);
  }

  private List<String> withAddresses(List<Component> needs, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    for (Component component : needs) {
      if (!isSet(arguments, component.id())) {
        all.add("--%s=%s".formatted(component.id(), addressOf(component)));
      }
    }
    if (!isSet(arguments, "warehouse")) {
      all.add("--warehouse=" + options.folder().warehouse().toUri());
    }
    if (!isSet(arguments, "models")) {
      all.add("--models=" + options.folder().models().toUri());
    }
    return all;
  }

  /**
   * Runs a job that needs no stack, and in which Java itself computes for minutes.
   *
   * @param flags of the job; those without a value are left out
   * @return its exit status
   */
  int runAlone(String mainClass, Map<String, Optional<?>> flags) throws InterruptedException {
    return process(mainClass, arguments(flags))
        .jvmFlags("-Xmx1536m", "-XX:+UseSerialGC")
        .run(options.console()::line);
  }

  /**
   * Runs a benchmark of {@code infra/bench} that starts a job and what it is measured against, in
   * one environment.
   *
   * @param flags of the benchmark; those without a value are left out
   * @return its exit status
   */
  int runBeside(String mainClass, Map<String, Optional<?>> flags) throws InterruptedException {
    return JavaProcess.of(options.home(), LaunchModule.BENCH, mainClass)
        .environment(FOR_TRAINING)
        .jvmFlags("-Dtidemark.home=" + options.home().root())
        .arguments(arguments(flags))
        .run(options.console()::line);
  }

  private static List<String> arguments(Map<String, Optional<?>> flags) {
    List<String> arguments = new ArrayList<>();
    flags.forEach(
        (name, value) -> value.ifPresent(set -> arguments.add("--%s=%s".formatted(name, set))));
    return arguments;
  }

  private JavaProcess process(String mainClass, List<String> arguments)
      throws InterruptedException {
    Map<String, String> environment = new HashMap<>(FOR_TRAINING);
    if (System.getenv(REVISION) == null) {
      GitRevision.of(options.home().root())
          .ifPresent(revision -> environment.put(REVISION, revision));
    }
    return JavaProcess.of(options.home(), LaunchModule.BEAM_PIPELINES, PACKAGE + mainClass)
        .environment(environment)
        .arguments(arguments);
  }

  private String addressOf(Component component) {
    ComponentStatus status = supervisor.status(component);
    if (status.state() != ComponentStatus.State.UP) {
      throw new StackException(
          "%s is not up: start it with './tidemark up %s', or name another with --with %s=ADDRESS"
              .formatted(component.id(), component.id(), component.id()));
    }
    return supervisor.address(component);
  }

  private static boolean isSet(List<String> arguments, String flag) {
    return arguments.stream().anyMatch(argument -> argument.startsWith("--" + flag + "="));
  }
}
