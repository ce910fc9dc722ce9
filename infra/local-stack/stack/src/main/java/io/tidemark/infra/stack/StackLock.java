package io.tidemark.infra.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Held while a stack is changed, so that two commands do not start the same component twice. The
 * operating system releases it when its holder ends, however it ends.
 */
final class StackLock implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final FileChannel channel;

  private StackLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, waiting while another command has it. */
  static StackLock take(StateFolder folder, Consumer<String> notes) {
    Path file = folder.run().resolve("lock");
    Instant giveUp = Instant.now().plus(PATIENCE);
    boolean told = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (!isTaken(channel)) {
        if (Instant.now().isAfter(giveUp)) {
          channel.close();
          throw new StackException(
              "another command has been changing %s for %d minutes; end it, then try again"
                  .formatted(folder.root(), PATIENCE.toMinutes()));
        }
        if (!told) {
          notes.accept("waiting for another command that is changing " + folder.root());
          told = true;
        }
        Thread.sleep(BETWEEN_TRIES.toMillis());
      }
      return new StackLock(channel);
    } catch (IOException e) {
      throw new StackException("cannot lock %s: %s".formatted(file, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for " + file, e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by another thread of this JVM.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StackException("cannot release the stack's lock", e);
    }
  }
}
