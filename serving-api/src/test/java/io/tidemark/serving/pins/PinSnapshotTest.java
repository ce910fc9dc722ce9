package io.tidemark.serving.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PinSnapshotTest {
  /** 4 KiB: pins and index lie across many segments. */
  private static final int SMALL_SEGMENTS = 12;

  /** Half precision keeps 11 bits. */
  private static final float HALF = 1f / 2_048;

  @Property(tries = 60)
  void everyPinIsFoundAsTheStoreHasItWithinHalfPrecision(
      @ForAll @IntRange(max = 700) int count,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pins.add(pin(i, width, random));
    }
    inTemporaryFolder(
        folder -> {
          PinSnapshot snapshot =
              new SnapshotFolder(folder, SMALL_SEGMENTS).write(release("pins-1"), store(pins));
          assertThat(snapshot.version()).isEqualTo("pins-1");
          assertThat(snapshot.pins()).isEqualTo(count);
          FloatBuffer vector = FloatBuffer.allocate(width + 2);
          for (Pin pin : pins) {
            long row = snapshot.find(pin.pinId());
            assertThat(snapshot.actions(row)).isEqualTo(pin.actions());
            snapshot.copyVector(row, vector, 1);
            assertThat(vector.get(0)).as("nothing before it").isZero();
            for (int i = 0; i < width; i++) {
              float number = pin.vector()[i];
              assertThat(vector.get(1 + i))
                  .isCloseTo(number, within(Math.max(1e-7f, Math.abs(number) * HALF)));
            }
            assertThat(vector.get(width + 1)).as("nothing behind it").isZero();
          }
          for (int i = 0; i < 200; i++) {
            assertThat(snapshot.find("nobody-" + i)).isEqualTo(PinSnapshot.NONE);
          }
        });
  }

  @Test
  void aFileThatIsThereIsUsedAgain() throws Exception {
    inTemporaryFolder(
        folder -> {
          Random random = new Random(1);
          SnapshotFolder snapshots = new SnapshotFolder(folder);
          assertThat(snapshots.open(release("pins-1"))).isEmpty();
          snapshots.write(release("pins-1"), store(List.of(pin(1, 4, random))));
          assertThat(snapshots.open(release("pins-1")).orElseThrow().pins()).isEqualTo(1);
          assertThat(snapshots.open(release("pins-2"))).isEmpty();
        });
  }

  @Test
  void aFileInWhichOneBitIsWrongIsRefused() throws Exception {
    inTemporaryFolder(
        folder -> {
          Random random = new Random(1);
          SnapshotFolder snapshots = new SnapshotFolder(folder);
          snapshots.write(release("pins-1"), store(List.of(pin(1, 4, random))));
          Path file = only(folder);
          byte[] bytes = Files.readAllBytes(file);
          for (int at : new int[] {0, 9, 20, 47, 64, 80, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 4;
            Files.write(file, damaged);
            assertThatThrownBy(() -> snapshots.open(release("pins-1")))
                .as("byte %s", at)
                .isInstanceOf(IOException.class);
          }
          Files.write(file, new byte[3]);
          assertThatThrownBy(() -> snapshots.open(release("pins-1")))
              .isInstanceOf(IOException.class);
        });
  }

  @Test
  void aCopyThatFailsLeavesNoFile() throws Exception {
    inTemporaryFolder(
        folder -> {
          Random random = new Random(1);
          SnapshotFolder snapshots = new SnapshotFolder(folder);
          assertThatThrownBy(
                  () ->
                      snapshots.write(
                          release("pins-1"), store(List.of(pin(1, 4, random), pin(2, 5, random)))))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("5 numbers");
          try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
          }
        });
  }

  @Test
  void filesOfOtherReleasesAreRemovedAndStayReadableForWhoHasThem() throws Exception {
    inTemporaryFolder(
        folder -> {
          Random random = new Random(1);
          SnapshotFolder snapshots = new SnapshotFolder(folder);
          Pin pin = pin(1, 4, random);
          PinSnapshot old = snapshots.write(release("pins-1"), store(List.of(pin)));
          snapshots.write(release("pins-2"), store(List.of(pin)));
          snapshots.keepOnly(Set.of(release("pins-2")));
          assertThat(snapshots.open(release("pins-1"))).isEmpty();
          assertThat(snapshots.open(release("pins-2"))).isPresent();
          assertThat(old.actions(old.find(pin.pinId()))).isEqualTo(pin.actions());
        });
  }

  private interface InFolder {
    void run(Path folder) throws Exception;
  }

  private static void inTemporaryFolder(InFolder test) throws Exception {
    Path folder = Files.createTempDirectory("snapshots");
    try {
      test.run(folder);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static Pin pin(int number, int width, Random random) {
    float[] vector = new float[width];
    for (int i = 0; i < width; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return new Pin("p" + "ö".repeat(number % 3) + number, vector, random.nextInt(1_000_000));
  }

  private static PinStore store(List<Pin> pins) {
    return new PinStore() {
      @Override
      public CompletableFuture<Map<String, Pin>> pins(Collection<String> pinIds, String version) {
        return CompletableFuture.failedFuture(new IllegalStateException("away"));
      }

      @Override
      public void forEachPin(String version, Consumer<Pin> consumer) {
        pins.forEach(consumer);
      }
    };
  }

  private static Release release(String version) {
    Instant asOf = Instant.parse("2026-11-21T00:00:00Z");
    return new Release(
        Release.PINS, version, version, asOf, Optional.empty(), 1, Map.of(), Map.of(), asOf);
  }
}
