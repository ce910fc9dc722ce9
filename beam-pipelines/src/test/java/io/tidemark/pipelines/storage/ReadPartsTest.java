package io.tidemark.pipelines.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadPartsTest {
  private static final int SLOW = 0;
  private static final int BROKEN = -1;
  private static final List<Integer> PARTS = List.of(SLOW, 1, 2, 3, 4, 5, 6);

  private static final AtomicInteger OPEN = new AtomicInteger();
  private static CountDownLatch othersRead;

  /** A part of n is 10 n + 1 to 10 n + n; the slow one has 0 and waits until others were read. */
  private static final class Part implements ReadParts.Elements<Integer> {
    private final int number;
    private final Iterator<Integer> elements;

    Part(int number) {
      OPEN.incrementAndGet();
      this.number = number;
      this.elements =
          number == SLOW
              ? List.of(0).iterator()
              : IntStream.rangeClosed(10 * number + 1, 10 * number + number).iterator();
    }

    @Override
    public Optional<Integer> next() throws IOException {
      if (number == BROKEN) {
        throw new IOException("part %d cannot be read".formatted(number));
      }
      if (number == SLOW) {
        awaitOthers();
      }
      return elements.hasNext() ? Optional.of(elements.next()) : Optional.empty();
    }

    @Override
    public void close() {
      OPEN.decrementAndGet();
      othersRead.countDown();
    }

    private static void awaitOthers() throws IOException {
      try {
        if (!othersRead.await(30, TimeUnit.SECONDS)) {
          throw new IOException(othersRead.getCount() + " parts wait for the slow one");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  @BeforeEach
  void nothingWasRead() {
    OPEN.set(0);
    othersRead = new CountDownLatch(PARTS.size() - 1);
  }

  private static List<Integer> read(List<Integer> parts) {
    return LocalPipeline.run(
        pipeline -> pipeline.apply("Read", ReadParts.of(parts, Part::new, VarIntCoder.of())),
        "--parallelism=2");
  }

  @Test
  void aSlowPartKeepsOneWorkerAndTheOtherReadsAllElse() {
    List<Integer> all = read(PARTS);

    assertThat(all)
        .containsExactlyInAnyOrder(
            0, 11, 21, 22, 31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61, 62, 63, 64, 65, 66);
    assertThat(OPEN).hasValue(0);
  }

  @Test
  void noPartsAreNoElements() {
    assertThat(read(List.of())).isEmpty();
  }

  @Test
  void aPartThatCannotBeReadFailsThePipelineAndIsClosed() {
    assertThatThrownBy(() -> read(List.of(1, BROKEN)))
        .hasStackTraceContaining("part -1 cannot be read");
    assertThat(OPEN).hasValue(0);
  }
}
