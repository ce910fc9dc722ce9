package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.process.ProcessException;
import io.tidemark.workflows.process.ProcessKey;
import io.tidemark.workflows.process.TaskFiles;
import io.tidemark.workflows.process.TaskProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries as processes: started, timed out, adopted after a crash, ended with all they started. Each
 * end is told once, and only when none of the try's processes lives any more.
 */
public final class Attempts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /**
   * What to start.
   *
   * @param arguments of the command
   * @param environment besides the scheduler's own
   * @param timeout after which it is ended
   */
  public record Launch(List<String> arguments, Map<String, String> environment, Duration timeout) {}

  /**
   * How a try ended.
   *
   * @param exitStatus empty if it was killed, or could not be started
   * @param reason why it did not succeed, as far as it is known
   * @param lastLine of its output; empty if there is none
   */
  public record Ending(OptionalInt exitStatus, String reason, String lastLine) {
    boolean isSuccess() {
      return exitStatus.isPresent() && exitStatus.getAsInt() == 0;
    }
  }

  /** Who is told. */
  public interface Listener {
    /**
     * A process waits to begin.
     *
     * @return whether it may: it is recorded, and is still wanted
     */
    boolean started(TryKey key, ProcessKey process);

    /** No process of the try lives any more. */
    void ended(TryKey key, Ending ending);
  }

  private static final Duration FOR_EVER = Duration.ofDays(3650);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private static final class Live {
    private final TaskProcess task;
    private volatile String endedFor = "";
    private volatile Future<?> timeout = CompletableFuture.completedFuture(null);

    Live(TaskProcess task) {
      this.task = task;
    }
  }

  private final List<String> launcher;
  private final Path folder;
  private final Duration grace;
  private final Clock clock;
  private final Map<TryKey, Live> live = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private volatile Listener listener;

  /**
   * @param launcher what stands before a task's arguments, such as the path of {@code tidemark}
   * @param folder of logs
   * @param grace between SIGTERM and SIGKILL
   */
  public Attempts(List<String> launcher, Path folder, Duration grace, Clock clock) {
    this.launcher = List.copyOf(launcher);
    this.folder = requireNonNull(folder, "folder is null");
    this.grace = requireNonNull(grace, "grace is null");
    this.clock = requireNonNull(clock, "clock is null");
    timer.setRemoveOnCancelPolicy(true);
  }

  void tell(Listener newListener) {
    listener = newListener;
  }

  /** Where a try's log is. */
  public TaskFiles files(long runKey, String taskId, int tryNumber) {
    return TaskFiles.of(folder.resolve(Long.toString(runKey)).resolve(taskId), tryNumber);
  }

  /** Starts a try; its start and end are told. */
  void launch(TryKey key, Launch launch) {
    submit(() -> start(key, launch));
  }

  /** Goes on with a process that an earlier scheduler started. */
  void adopt(TryKey key, ProcessKey process, Duration timeLeft) {
    TaskFiles files = files(key.runKey(), key.taskId(), key.tryNumber());
    files.remark(clock.instant(), "the scheduler was started again and goes on with this try");
    TaskProcess task = new TaskProcess(process, files);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Future<?> looks =
        timer.scheduleWithFixedDelay(
            () -> {
              if (task.hasEnded()) {
                ended.complete(null);
              }
            },
            0,
            BETWEEN_LOOKS.toMillis(),
            TimeUnit.MILLISECONDS);
    // One that has ended meanwhile has ended by itself.
    follow(key, new Live(task), task.hasEnded() ? FOR_EVER : timeLeft, ended);
    var unused = ended.thenRun(() -> looks.cancel(false));
  }

  /** Ends a try's processes; the end is told. */
  void end(TryKey key) {
    Live attempt = live.get(key);
    if (attempt != null) {
      endFor(key, attempt, "it was ended by hand");
    }
  }

  /** Deletes the logs of a run. */
  void forget(long runKey) {
    Path logs = folder.resolve(Long.toString(runKey));
    if (!Files.exists(logs)) {
      return;
    }
    try (Stream<Path> files = Files.walk(logs)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be deleted", logs, e);
    }
  }

  /** Ends all processes and returns when none lives; their ends are told. */
  @Override
  public void close() {
    List<TryKey> keys = new ArrayList<>(live.keySet());
    keys.forEach(key -> endFor(key, live.get(key), "the scheduler was stopped"));
    try {
      while (!live.isEmpty()) {
        Thread.sleep(20);
      }
      timer.shutdownNow();
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(TryKey key, Launch launch) {
    TaskFiles files = files(key.runKey(), key.taskId(), key.tryNumber());
    List<String> command = new ArrayList<>(launcher);
    command.addAll(launch.arguments());
    try {
      files.remark(
          clock.instant(), "try %d: %s".formatted(key.tryNumber(), String.join(" ", command)));
      TaskProcess.Waiting waiting = TaskProcess.start(command, launch.environment(), files);
      if (listener.started(key, waiting.task().key())) {
        follow(key, new Live(waiting.task()), launch.timeout(), waiting.onExit());
        waiting.go();
      } else {
        waiting.dismiss();
      }
    } catch (ProcessException e) {
      files.failure(clock.instant(), e.getMessage());
      listener.ended(key, new Ending(OptionalInt.empty(), e.getMessage(), ""));
    } catch (RuntimeException e) {
      LOG.error("{} could not be started", key, e);
      listener.ended(key, new Ending(OptionalInt.empty(), "it could not be started: " + e, ""));
    }
  }

  private void follow(TryKey key, Live attempt, Duration timeout, CompletableFuture<Void> exit) {
    live.put(key, attempt);
    attempt.timeout =
        timer.schedule(
            () -> endFor(key, attempt, "it ran for longer than it may"),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    var unused = exit.thenRun(() -> submit(() -> settle(key, attempt)));
  }

  private void endFor(TryKey key, Live attempt, String reason) {
    if (attempt == null || live.get(key) != attempt || !attempt.endedFor.isEmpty()) {
      return;
    }
    attempt.endedFor = reason;
    attempt.task.files().remark(clock.instant(), reason + "; ending its processes");
    submit(() -> endTree(attempt));
  }

  /** What the command has left running goes, too: it would run beside the next try. */
  private void settle(TryKey key, Live attempt) {
    OptionalInt status =
        attempt.endedFor.isEmpty() ? attempt.task.exitStatus() : OptionalInt.empty();
    List<String> last =
        attempt.task.files().lastLines(3).stream()
            .filter(line -> TaskFiles.Remark.in(line).isEmpty())
            .toList();
    endTree(attempt);
    attempt.timeout.cancel(false);
    live.remove(key);
    String lastLine = last.isEmpty() ? "" : last.get(last.size() - 1);
    String reason =
        !attempt.endedFor.isEmpty()
            ? attempt.endedFor
            : status.isPresent()
                ? "exit status %d: %s".formatted(status.getAsInt(), lastLine)
                : "its process was killed";
    if (status.isPresent() && status.getAsInt() == 0) {
      attempt.task.files().remark(clock.instant(), "succeeded");
    } else {
      attempt.task.files().failure(clock.instant(), reason);
    }
    listener.ended(key, new Ending(status, reason, lastLine));
  }

  private void endTree(Live attempt) {
    try {
      attempt.task.tree().end(grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(Runnable work) {
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("a try's processes could not be looked after", e);
            }
          });
    } catch (RejectedExecutionException stopped) {
      LOG.debug("stopped", stopped);
    }
  }
}
