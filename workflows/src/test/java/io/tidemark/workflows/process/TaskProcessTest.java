package io.tidemark.workflows.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class TaskProcessTest {
  @TempDir Path folder;

  private TaskProcess.Waiting start(String script) {
    return TaskProcess.start(
        List.of("/bin/sh", "-c", script), Map.of("GREETING", "hello"), TaskFiles.of(folder, 1));
  }

  private TaskProcess run(String script) {
    TaskProcess.Waiting waiting = start(script);
    waiting.go();
    return waiting.task();
  }

  @Test
  void outputAndExitStatusAreInFiles() {
    TaskProcess task = run("echo $GREETING; echo problem >&2; exit 3");

    await().until(task::hasEnded);

    assertThat(task.exitStatus()).isEqualTo(OptionalInt.of(3));
    assertThat(task.files().lastLines(5)).containsExactly("hello", "problem");
  }

  @Test
  void nothingIsDoneBeforeTheWord() {
    Path done = folder.resolve("done");
    TaskProcess.Waiting waiting = start("touch " + done);
    assertThat(waiting.task().key().find()).isPresent();

    waiting.dismiss();
    await().until(waiting.task()::hasEnded);

    assertThat(done).doesNotExist();
    assertThat(waiting.task().exitStatus()).isEmpty();
  }

  @Test
  void aTreeIsEndedWithThoseThatDoNotListenAndThoseWhoseParentIsGone() throws Exception {
    TaskProcess task =
        run(
            "trap '' TERM; (trap '' TERM; sleep 1000) & (sleep 1001 & sleep 1002 &); echo ready;"
                + " sleep 1003");
    await().until(() -> task.files().lastLines(1).contains("ready"));
    await().until(() -> task.tree().living().size() >= 5);
    List<ProcessHandle> before = task.tree().living();

    assertThat(task.tree().end(Duration.ofMillis(200))).isTrue();

    assertThat(before).noneMatch(TaskProcessTest::lives);
    assertThat(task.exitStatus()).isEmpty();
  }

  @Test
  void whatIsLeftAfterTheWrapperWasKilledIsStillFound() throws Exception {
    TaskProcess task = run("echo ready; sleep 1000");
    await().until(() -> task.files().lastLines(1).contains("ready"));
    task.key().find().orElseThrow().destroyForcibly();
    await().until(task::hasEnded);

    List<ProcessHandle> left = task.tree().living();
    assertThat(left).isNotEmpty();
    task.tree().end(Duration.ZERO);
    assertThat(left).noneMatch(TaskProcessTest::lives);
  }

  /** One that is dead and not buried does not. */
  private static boolean lives(ProcessHandle process) {
    return ProcessKey.of(process.pid()).isPresent();
  }

  @Test
  void anotherProcessOfTheSamePidIsNotIt() {
    ProcessKey mine = ProcessKey.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(mine.find()).isPresent();
    assertThat(new ProcessKey(mine.pid(), mine.startTicks() + 1, mine.boot()).find()).isEmpty();
    assertThat(new ProcessKey(mine.pid(), mine.startTicks(), "another boot").find()).isEmpty();
  }

  @Test
  void aLogIsReadInWholeLines() throws Exception {
    TaskFiles files = TaskFiles.of(folder, 1);
    Files.writeString(files.log(), "first\nsecond\nthird\n");

    TaskFiles.Part part = files.read(0, 14);
    assertThat(part.lines()).containsExactly("first", "second");
    assertThat(files.read(part.end(), 100).lines()).containsExactly("third");
    assertThat(files.read(1000, 100).lines()).isEmpty();
    assertThat(TaskFiles.of(folder, 2).read(0, 100).lines()).isEmpty();
  }
}
