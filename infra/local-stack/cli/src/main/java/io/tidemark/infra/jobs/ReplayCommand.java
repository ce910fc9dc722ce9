package io.tidemark.infra.jobs;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark replay}. */
@Command(
    name = "replay",
    description = {
      "Score a logged request again, from the releases and the user's data as they stood then.",
      "Exit status 0 if every score is as it was logged, 1 if not, 2 if something is no longer"
          + " there; it is named."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int NOT_THERE = 2;

  @Mixin private JobOptions job;

  @Option(
      names = "--request",
      required = true,
      paramLabel = "ID",
      description = "Its request_id, as the answer had it.")
  private String request;

  @Option(
      names = "--day",
      paramLabel = "DAY",
      description = "The UTC day it came in, such as 2026-11-21: only that day is searched.")
  private Optional<LocalDate> day;

  @Override
  public Integer call() throws InterruptedException {
    Path ranking = temporary();
    try {
      Map<String, Optional<?>> options = new HashMap<>();
      options.put("request", Optional.of(request));
      options.put("day", day);
      options.put("output", Optional.of(ranking));
      int found = job.run("impressionlog.FindRequest", List.of(), options);
      if (found != 0) {
        return NOT_THERE;
      }
      return JavaProcess.of(
              job.stack().home(),
              LaunchModule.SERVING_API,
              "io.tidemark.serving.replay.ReplayRequest")
          .jvmFlags("-Xmx384m", "-Dlogback.configurationFile=replay-logback.xml")
          .arguments(ranking.toString(), job.stack().supervisor().address(Component.HBASE))
          .run(job.stack().console()::line);
    } finally {
      delete(ranking);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("tidemark-replay", ".json");
    } catch (IOException e) {
      throw new StackException("cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StackException("cannot delete %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
