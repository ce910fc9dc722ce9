package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLockTest {
  @TempDir Path root;

  @Test
  void aSecondCommandWaitsForTheFirstAndSaysSo() {
    StateFolder folder = StateFolder.at(root);
    ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
    CompletableFuture<StackLock> second;
    try (StackLock first = StackLock.take(folder, notes::add)) {
      assertThat(first).isNotNull();
      second = CompletableFuture.supplyAsync(() -> StackLock.take(folder, notes::add));
      await().until(() -> !notes.isEmpty());
      assertThat(second).isNotDone();
    }

    second.join().close();

    assertThat(notes).singleElement().asString().contains("waiting", root.toString());
  }
}
