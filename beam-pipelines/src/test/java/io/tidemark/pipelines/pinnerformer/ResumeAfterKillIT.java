package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in mid-training with kill -9, starts it again, and looks at what comes out. */
class ResumeAfterKillIT {
  private static final int STEPS = 400;
  private static final long SECONDS = 120;
  private static final int SIGTERM = 15;

  @TempDir private Path folder;

  @Test
  void aKilledTrainingGoesOnAndReachesTheSameRecall() throws Exception {
    Path checkpoints = folder.resolve("checkpoints");
    Path unharmed = folder.resolve("unharmed");
    Path resumed = folder.resolve("resumed");

    Process victim = start("victim", checkpoints.toString(), resumed);
    await().atMost(Duration.ofSeconds(SECONDS)).until(() -> holdsFile(checkpoints));
    victim.destroyForcibly().waitFor();
    assertThat(resumed).doesNotExist();

    finish(start("second", checkpoints.toString(), resumed));
    finish(start("unharmed", "-", unharmed));

    assertThat(Files.readString(folder.resolve("second.log")))
        .contains("goes on from a checkpoint");
    assertThat(Double.parseDouble(Files.readString(resumed)))
        .isCloseTo(Double.parseDouble(Files.readString(unharmed)), within(1e-9));
  }

  @Test
  void aTrainingThatIsToldToStopEndsAfterItsStep() throws Exception {
    Path checkpoints = folder.resolve("checkpoints");

    Process stopped = start("stopped", checkpoints.toString(), folder.resolve("never"));
    await().atMost(Duration.ofSeconds(SECONDS)).until(() -> holdsFile(checkpoints));
    stopped.destroy();

    assertThat(stopped.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(stopped.exitValue()).isEqualTo(128 + SIGTERM);
    assertThat(Files.readString(folder.resolve("stopped.log"))).doesNotContain("SIGSEGV");
  }

  private static boolean holdsFile(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
    }
  }

  private Process start(String name, String checkpoints, Path result) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                TrainTiny.class.getName(),
                Integer.toString(STEPS),
                checkpoints,
                result.toString()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  private void finish(Process process) throws InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
