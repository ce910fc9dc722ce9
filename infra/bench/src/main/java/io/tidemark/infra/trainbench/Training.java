package io.tidemark.infra.trainbench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.Optional;

/** A training in a process of its own that takes turns: it works only when it is told to. */
final class Training implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  /**
   * @param process says its name once it is warm, and then, for each line with a number of steps,
   *     how many seconds these took
   */
  Training(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
    this.input = process.outputWriter(UTF_8);
  }

  /** Waits until it is warm; empty if it cannot run here and said so among its errors. */
  Optional<String> name() throws IOException {
    return Optional.ofNullable(output.readLine());
  }

  /**
   * Has it train.
   *
   * @return how many seconds it took
   * @throws IOException if it ended instead
   */
  double seconds(int steps) throws IOException {
    input.write(steps + "\n");
    input.flush();
    String seconds = output.readLine();
    if (seconds == null) {
      throw new IOException("a training ended before its turn was over");
    }
    return Double.parseDouble(seconds);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
