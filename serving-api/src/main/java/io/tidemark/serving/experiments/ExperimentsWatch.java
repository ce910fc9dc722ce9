package io.tidemark.serving.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ExperimentsFileException;
import io.tidemark.experiments.file.FileProblem;
import io.tidemark.experiments.file.ServerAbilities;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the file of experiments and runs what it says: all of it at once, or, if anything in it
 * cannot be, what ran before. A file that is taken away ends all experiments.
 */
public final class ExperimentsWatch implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(ExperimentsWatch.class);
  private static final int MAX_BYTES = 4 << 20;

  private final Optional<Path> path;
  private final long pollMillis;
  private final Supplier<ServerAbilities> abilities;
  private final Consumer<Experiments> follower;
  private final Clock clock;
  private final Counter loaded;
  private final Counter refused;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "experiments-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Experiments running = Experiments.NONE;
  private volatile FileReport report;
  private Optional<Seen> seen = Optional.empty();

  /** A file as it was judged. */
  private record Seen(byte[] bytes, ServerAbilities abilities) {
    boolean is(byte[] others, ServerAbilities otherAbilities) {
      return Arrays.equals(bytes, others) && abilities.equals(otherAbilities);
    }
  }

  /**
   * @param configuration where the file is
   * @param abilities what this server can do now: a file is judged anew when that changes
   * @param follower told at every look what runs
   * @param meters where it is shown how the file stands
   */
  public ExperimentsWatch(
      ExperimentsConfiguration configuration,
      Supplier<ServerAbilities> abilities,
      Consumer<Experiments> follower,
      Clock clock,
      MeterRegistry meters) {
    this.path = configuration.filePath();
    this.pollMillis = configuration.poll().toMilliseconds();
    this.abilities = abilities;
    this.follower = follower;
    this.clock = clock;
    this.report =
        new FileReport(path.map(Path::toString), Optional.empty(), Optional.empty(), List.of());
    this.loaded = reloads("loaded", meters);
    this.refused = reloads("refused", meters);
    Gauge.builder("tidemark.experiments.file.ok", this, watch -> watch.isFileOk() ? 1 : 0)
        .description("1 if the file of experiments is what runs, 0 if it was refused")
        .register(meters);
    Gauge.builder(
            "tidemark.experiments.running",
            this,
            watch ->
                watch
                    .running()
                    .all()
                    .filter(experiment -> experiment.schedule().includes(clock.instant()))
                    .count())
        .description("experiments that run now")
        .register(meters);
  }

  @Override
  public void start() {
    scheduler.scheduleWithFixedDelay(this::lookAgain, 0, pollMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws InterruptedException {
    scheduler.shutdownNow();
    scheduler.awaitTermination(5, TimeUnit.SECONDS);
  }

  /** What runs. */
  public Experiments running() {
    return running;
  }

  /** How it stands with the file. */
  public FileReport report() {
    return report;
  }

  /** What is wrong with the file, in words; empty if nothing is. */
  public List<String> problems() {
    FileReport now = report;
    return now.problems().isEmpty()
        ? List.of()
        : List.of(
            "the file of experiments %s is refused, %s: %s"
                .formatted(
                    now.path().orElse(""),
                    now.loadedAt().isPresent() ? "what ran before runs on" : "none runs",
                    now.problems().get(0)));
  }

  private boolean isFileOk() {
    return report.problems().isEmpty();
  }

  /** Looks at the file; the watch does so again and again. */
  public synchronized void lookAgain() {
    if (path.isEmpty()) {
      return;
    }
    try {
      read(path.get());
      follower.accept(running);
    } catch (RuntimeException e) {
      LOGGER.error("Watching the experiments failed", e);
    }
  }

  private void read(Path file) {
    ServerAbilities able = abilities.get();
    try {
      byte[] bytes = bytes(file);
      if (seen.filter(last -> last.is(bytes, able)).isPresent()) {
        tell(report.loadedAt(), report.problems());
        return;
      }
      seen = Optional.of(new Seen(bytes, able));
      Experiments read = ExperimentsFile.parse(text(bytes), able);
      running = read;
      loaded.increment();
      tell(Optional.of(clock.instant()), List.of());
      LOGGER.info("Experiments of {}: {}", file, describe(read));
    } catch (NoSuchFileException absent) {
      boolean ended = seen.isPresent() || running.all().findAny().isPresent();
      seen = Optional.empty();
      running = Experiments.NONE;
      tell(Optional.empty(), List.of());
      if (ended) {
        LOGGER.warn("{} is gone: no experiment runs any more", file);
      }
    } catch (ExperimentsFileException invalid) {
      refuse(file, invalid.problems());
    } catch (CharacterCodingException notText) {
      refuse(file, List.of(problem("the file is no text in UTF-8", "write it in UTF-8")));
    } catch (IOException unreadable) {
      seen = Optional.empty();
      refuse(file, List.of(problem("the file cannot be read: " + unreadable, "let it be read")));
    }
  }

  private void refuse(Path file, List<FileProblem> problems) {
    if (!problems.equals(report.problems())) {
      refused.increment();
      LOGGER.error("{} is refused, what ran before runs on: {}:{}", file, file, problems.get(0));
    }
    tell(report.loadedAt(), problems);
  }

  private void tell(Optional<Instant> loadedAt, List<FileProblem> problems) {
    report =
        new FileReport(path.map(Path::toString), Optional.of(clock.instant()), loadedAt, problems);
  }

  private static FileProblem problem(String message, String fix) {
    return new FileProblem(1, 1, "", message, fix);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES);
    }
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String describe(Experiments experiments) {
    List<String> ids = experiments.all().map(experiment -> experiment.id()).toList();
    return ids.isEmpty() ? "none" : String.join(", ", ids);
  }

  private static Counter reloads(String outcome, MeterRegistry meters) {
    return Counter.builder("tidemark.experiments.reloads")
        .description("files of experiments that were found changed, by what came of it")
        .tag("outcome", outcome)
        .register(meters);
  }
}
