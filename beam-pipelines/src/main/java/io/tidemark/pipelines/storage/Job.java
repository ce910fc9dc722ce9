package io.tidemark.pipelines.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame of every job's {@code main}: reads the flags, runs the job, and turns its end into an
 * exit code. A {@link JobFailedException} (anywhere in the causes: a runner wraps what a step
 * throws) is printed as its message alone; anything else is a fault and is logged with its trace.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   System.exit(Job.run(args, ImportOptions.class, options -> { ... }));
 * }
 * }</pre>
 */
public final class Job {
  private static final Logger log = LoggerFactory.getLogger(Job.class);
  private static final int LOCAL_PARALLELISM = 2;

  private Job() {}

  /** The work itself. */
  @FunctionalInterface
  public interface Body<O extends PipelineOptions> {
    void run(O options) throws Exception;
  }

  /**
   * Runs a job and returns its exit code: 0, or 1 if it failed or the flags are wrong.
   *
   * @param type the interface of the job's flags
   */
  public static <O extends PipelineOptions> int run(String[] args, Class<O> type, Body<O> body) {
    O options;
    try {
      options = parse(args, type);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println("The flags are those of " + type.getName() + "; see its module's README.");
      return 1;
    }
    try {
      body.run(options);
      return 0;
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof JobFailedException) {
          System.err.println(cause.getMessage());
          return 1;
        }
      }
      log.error("The job failed", e);
      return 1;
    }
  }

  /**
   * The flags of a job. Without {@code --runner}, Flink runs inside this JVM on {@value
   * #LOCAL_PARALLELISM} cores, reachable from this machine only: one engine for the batch jobs and
   * the streams.
   *
   * @throws IllegalArgumentException if a flag is unknown, malformed or missing; the message names
   *     it
   */
  public static <O extends PipelineOptions> O parse(String[] args, Class<O> type) {
    PipelineOptionsFactory.register(type);
    O options = PipelineOptionsFactory.fromArgs(withLocalRunner(args)).withValidation().as(type);
    FileSystems.setDefaultPipelineOptions(options);
    if (isInsideThisProcess(args)) {
      SharedFlink.install(options.as(FlinkPipelineOptions.class).getFlinkConfDir());
    }
    return options;
  }

  private static String[] withLocalRunner(String[] args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    if (!has(args, "--runner")) {
      all.add("--runner=FlinkRunner");
    }
    if (isInsideThisProcess(args)) {
      all.add("--flinkMaster=" + SharedFlink.MASTER);
      if (!has(args, "--flinkConfDir")) {
        all.add("--flinkConfDir=" + LocalFlink.configurationFolder());
      }
      if (!has(args, "--fasterCopy")) {
        all.add("--fasterCopy=true");
      }
      if (!has(args, "--parallelism")) {
        all.add("--parallelism=" + LOCAL_PARALLELISM);
      }
    }
    return all.toArray(new String[0]);
  }

  private static boolean isInsideThisProcess(String[] args) {
    return !has(args, "--runner") && !has(args, "--flinkMaster");
  }

  private static boolean has(String[] args, String flag) {
    return Arrays.stream(args).anyMatch(arg -> arg.equals(flag) || arg.startsWith(flag + "="));
  }
}
