package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.RowAdam;
import io.tidemark.pipelines.training.TrainingHistory;
import io.tidemark.pipelines.training.TrainingProgress;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a training keeps what it needs to go on after its process died: one file, replaced whole.
 *
 * <p>The file's name holds a hash of what is trained (configuration, data, seed), so a training
 * only ever finds its own; another one in the same folder starts from the beginning.
 */
final class CheckpointFile {
  private static final String MAGIC = "tidemark-pinnerformer-checkpoint-1";
  private static final int NAME_DIGITS = 16;
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final String training;

  /**
   * @param step steps made
   * @param position of the next batch
   * @param labelCounts how often each pin was a label
   * @param weights by name
   * @param ids the learned vectors with their optimizer, if there are any
   * @param progress what the lines say
   */
  record State(
      int step,
      BatchSource.Position position,
      long[] labelCounts,
      Map<String, float[]> weights,
      AdamW.State optimizer,
      Optional<RowAdam.State> ids,
      BestWeights.State best,
      List<TrainingHistory.Point> history,
      TrainingProgress.State progress) {}

  /**
   * @param folder that outlives the process
   * @param training everything that the trained model hangs on, as text
   */
  CheckpointFile(Path folder, String training) {
    this.training = requireNonNull(training, "training is null");
    this.file = folder.resolve("pinnerformer-" + hash(training) + ".checkpoint");
  }

  Path file() {
    return file;
  }

  private static String hash(String training) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(training.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Replaces the file; whoever dies in between leaves the one before. */
  void write(State state) throws IOException {
    Files.createDirectories(file.getParent());
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try (FileChannel channel =
        FileChannel.open(
            half,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK);
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(MAGIC);
      writeText(out, training);
      new Writer(out).write(state);
      out.flush();
      channel.force(true);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * What was written last, if anything.
   *
   * @throws IOException if the file is no checkpoint of this training
   */
  Optional<State> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, CHUNK));
      if (!MAGIC.equals(in.readUTF()) || !training.equals(readText(in))) {
        throw new IOException(file + " is no checkpoint of this training: delete it");
      }
      return Optional.of(new Reader(in).read());
    }
  }

  /** Deletes the file: the training is done. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private record Writer(DataOutputStream out) {
    void write(State state) throws IOException {
      out.writeInt(state.step());
      out.writeLong(state.position().group());
      out.writeLong(state.position().usersBefore());
      out.writeInt(state.position().batches());
      out.writeInt(state.labelCounts().length);
      for (long count : state.labelCounts()) {
        out.writeLong(count);
      }
      floatsByName(state.weights());
      out.writeInt(state.optimizer().steps());
      floatsByName(state.optimizer().mean());
      floatsByName(state.optimizer().variance());
      out.writeBoolean(state.ids().isPresent());
      if (state.ids().isPresent()) {
        RowAdam.State ids = state.ids().get();
        floats(ids.values());
        floats(ids.mean());
        floats(ids.variance());
        out.writeInt(ids.steps().length);
        for (int steps : ids.steps()) {
          out.writeInt(steps);
        }
      }
      out.writeDouble(state.best().quality());
      out.writeInt(state.best().step());
      out.writeInt(state.best().worseSince());
      floatsByName(state.best().weights());
      floats(state.best().idVectors());
      out.writeInt(state.history().size());
      for (TrainingHistory.Point point : state.history()) {
        out.writeInt(point.step());
        out.writeDouble(point.seconds());
        out.writeDouble(point.loss());
        out.writeDouble(point.quality());
        out.writeDouble(point.learningRate());
        out.writeDouble(point.sequencesPerSecond());
        out.writeDouble(point.waitingShare());
      }
      TrainingProgress.State progress = state.progress();
      out.writeInt(progress.step());
      out.writeLong(progress.sequences());
      out.writeLong(progress.elapsedNanos());
      out.writeLong(progress.waitedNanos());
      out.writeDouble(progress.loss());
    }

    private void floatsByName(Map<String, float[]> arrays) throws IOException {
      out.writeInt(arrays.size());
      for (Map.Entry<String, float[]> array : arrays.entrySet()) {
        out.writeUTF(array.getKey());
        floats(array.getValue());
      }
    }

    private void floats(float... values) throws IOException {
      out.writeInt(values.length);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (int first = 0; first < values.length; first += CHUNK / Float.BYTES) {
        int count = Math.min(CHUNK / Float.BYTES, values.length - first);
        chunk.asFloatBuffer().put(values, first, count);
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
  }

  private record Reader(DataInputStream in) {
    State read() throws IOException {
      int step = in.readInt();
      BatchSource.Position position =
          new BatchSource.Position(in.readLong(), in.readLong(), in.readInt());
      long[] counts = new long[in.readInt()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = in.readLong();
      }
      Map<String, float[]> weights = floatsByName();
      AdamW.State optimizer = new AdamW.State(in.readInt(), floatsByName(), floatsByName());
      Optional<RowAdam.State> ids = in.readBoolean() ? Optional.of(ids()) : Optional.empty();
      BestWeights.State best =
          new BestWeights.State(
              in.readDouble(), in.readInt(), in.readInt(), floatsByName(), floats());
      List<TrainingHistory.Point> history = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        history.add(
            new TrainingHistory.Point(
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble()));
      }
      TrainingProgress.State progress =
          new TrainingProgress.State(
              in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readDouble());
      return new State(step, position, counts, weights, optimizer, ids, best, history, progress);
    }

    private RowAdam.State ids() throws IOException {
      float[] values = floats();
      float[] mean = floats();
      float[] variance = floats();
      int[] steps = new int[in.readInt()];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = in.readInt();
      }
      return new RowAdam.State(values, mean, variance, steps);
    }

    private Map<String, float[]> floatsByName() throws IOException {
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        arrays.put(in.readUTF(), floats());
      }
      return arrays;
    }

    private float[] floats() throws IOException {
      float[] values = new float[in.readInt()];
      byte[] chunk = new byte[CHUNK];
      for (int first = 0; first < values.length; first += CHUNK / Float.BYTES) {
        int count = Math.min(CHUNK / Float.BYTES, values.length - first);
        in.readFully(chunk, 0, count * Float.BYTES);
        ByteBuffer.wrap(chunk).asFloatBuffer().get(values, first, count);
      }
      return values;
    }
  }
}
