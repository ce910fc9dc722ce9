package io.tidemark.pipelines.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in TorchScript, for operators of PyTorch that DJL has no method for and for stretches
 * of them that would cost a call each. It runs inside a training step, with gradients.
 *
 * <p>PyTorch loads such a function from an archive: a zip with the source and two pickles, of a
 * module without state here. It is written in memory.
 */
public final class TorchScript implements AutoCloseable {
  private static final String HEADER =
      """
      class Function(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  /** Protocol 2: an object of class {@code __torch__.Function} with {@code training = False}. */
  private static final byte[] MODULE =
      "\u0080\u0002c__torch__\nFunction\n)\u0081}X\b\0\0\0training\u0089sb."
          .getBytes(StandardCharsets.ISO_8859_1);

  /** Protocol 2: the empty tuple. */
  private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

  private final PtSymbolBlock block;

  private TorchScript(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles a function.
   *
   * @param manager owns it
   * @param source {@code def forward(self: __torch__.Function, x: Tensor, ...) -> Tensor:} with its
   *     body, indented by two
   * @throws ai.djl.engine.EngineException if PyTorch cannot compile it
   */
  static TorchScript compile(NDManager manager, String source) {
    try {
      return new TorchScript(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive(source)), false, false));
    } catch (IOException impossible) {
      throw new UncheckedIOException("an archive in memory could not be read", impossible);
    }
  }

  private static byte[] archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "data.pkl", MODULE);
      add(zip, "code/__torch__.py", (HEADER + source.indent(2)).getBytes(StandardCharsets.UTF_8));
      add(zip, "constants.pkl", NO_CONSTANTS);
      add(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  /** PyTorch maps the archive's parts as they lie there, so nothing is deflated. */
  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry("function/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Calls the function.
   *
   * @param inputs its arguments; none has a name with a dot or brackets, which DJL would read
   * @return its result, owned by the first input's manager
   */
  public NDArray call(NDArray... inputs) {
    // "Training" only means that a surrounding recording goes on inside; without one none starts.
    return IValueUtils.forward(block, new NDList(inputs), true).singletonOrThrow();
  }

  @Override
  public void close() {
    block.close();
  }
}
