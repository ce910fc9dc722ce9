package io.tidemark.infra.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A module's {@code main} run as a JVM of its own, on the same JDK as this one.
 *
 * <pre>{@code
 * int exit = JavaProcess.of(home, LaunchModule.BEAM_PIPELINES, "io.tidemark.pipelines.pins.BuildPins")
 *     .jvmFlags("-Xmx2g").arguments("--hbase=localhost:16000").run(System.out::println);
 * }</pre>
 */
public final class JavaProcess {
  private final String classPath;
  private final List<String> moduleFlags;
  private final String mainClass;
  private List<String> jvmFlags = List.of();
  private List<String> arguments = List.of();
  private Map<String, String> environment = Map.of();

  private JavaProcess(String classPath, List<String> moduleFlags, String mainClass) {
    this.classPath = classPath;
    this.moduleFlags = moduleFlags;
    this.mainClass = mainClass;
  }

  /** A process of this main class, with the module's class path and JVM flags. */
  public static JavaProcess of(TidemarkHome home, LaunchModule module, String mainClass) {
    return new JavaProcess(
        home.classPath(module),
        home.jvmFlags(module),
        requireNonNull(mainClass, "mainClass is null"));
  }

  /**
   * A process of a main class that is not the module's own and uses nothing but the module's: with
   * the module's class path and JVM flags, and where that class was loaded from.
   */
  public static JavaProcess of(TidemarkHome home, LaunchModule module, Class<?> mainClass) {
    URI location =
        URI.create(mainClass.getProtectionDomain().getCodeSource().getLocation().toString());
    return new JavaProcess(
        home.classPath(module) + File.pathSeparator + Path.of(location),
        home.jvmFlags(module),
        mainClass.getName());
  }

  /** JVM flags besides those the module needs, such as {@code -Xmx1g}. */
  public JavaProcess jvmFlags(List<String> flags) {
    jvmFlags = List.copyOf(flags);
    return this;
  }

  /** JVM flags besides those the module needs, such as {@code -Xmx1g}. */
  public JavaProcess jvmFlags(String... flags) {
    return jvmFlags(List.of(flags));
  }

  /** The arguments of {@code main}. */
  public JavaProcess arguments(List<String> values) {
    arguments = List.copyOf(values);
    return this;
  }

  /** The arguments of {@code main}. */
  public JavaProcess arguments(String... values) {
    return arguments(List.of(values));
  }

  /** Environment variables on top of this process's own. */
  public JavaProcess environment(Map<String, String> values) {
    environment = Map.copyOf(values);
    return this;
  }

  /**
   * Runs it to its end, handing on each line of its output and errors as it comes. It ends with
   * this JVM.
   *
   * @return its exit status
   */
  public int run(Consumer<String> lines) throws InterruptedException {
    Process process = start(builder(List.of()).redirectErrorStream(true));
    Thread endWithThisJvm = new Thread(process::destroy, "stop-" + mainClass);
    Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
      return process.waitFor();
    } catch (IOException e) {
      throw new StackException("cannot read the output of " + mainClass, e);
    } finally {
      process.destroy();
      removeHook(endWithThisJvm);
    }
  }

  /**
   * Starts it, with its output and errors in a file. It ends with this JVM, if whoever started it
   * does not end it before.
   */
  public Process start(Path log) {
    return endingWithThisJvm(
        start(
            builder(List.of())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))));
  }

  /**
   * Starts it to talk with: its input and its output are the caller's, its errors in a file. It
   * ends with this JVM, if whoever started it does not end it before.
   */
  public Process startToTalk(Path errors) {
    return endingWithThisJvm(
        start(
            builder(List.of())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))));
  }

  private Process endingWithThisJvm(Process process) {
    Thread endWithThisJvm = new Thread(process::destroy, "stop-" + mainClass);
    Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    var unused = process.onExit().thenRun(() -> removeHook(endWithThisJvm));
    return process;
  }

  /** Starts it detached: it goes on when this JVM or its terminal ends. */
  Process startDetached(Path log) {
    return start(
        builder(detached())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  private ProcessBuilder builder(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(moduleFlags);
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    // glibc otherwise gives each thread its own arena: hundreds of MB that no heap limit bounds.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    return builder;
  }

  /** In a session of its own, Ctrl-C in the terminal that started the stack does not reach it. */
  private static List<String> detached() {
    File setsid = new File("/usr/bin/setsid");
    return setsid.canExecute() ? List.of(setsid.getPath()) : List.of();
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new StackException("cannot start %s: %s".formatted(mainClass, e.getMessage()), e);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down and the hook is running: it has ended the process.
      return;
    }
  }
}
