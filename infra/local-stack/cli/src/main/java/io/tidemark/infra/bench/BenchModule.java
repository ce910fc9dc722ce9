package io.tidemark.infra.bench;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import java.util.List;

/** Mains of the module {@code infra/bench}, each in a JVM of its own. */
final class BenchModule {
  private BenchModule() {}

  /** Runs one to its end, with the arguments as they were given. */
  static int run(StackOptions options, String mainClass, List<String> arguments)
      throws InterruptedException {
    return JavaProcess.of(options.home(), LaunchModule.BENCH, mainClass)
        .jvmFlags("-Dtidemark.home=" + options.home().root())
        .arguments(arguments)
        .run(options.console()::line);
  }
}
