package io.tidemark.pipelines.pinnerformer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Memory for the inputs of one batch that ONNX Runtime reads in place, kept from batch to batch:
 * fresh memory of that size would be zeroed, mapped page by page and given back each time. One
 * thread's at a time.
 */
final class BatchMemory {
  /** A cache line, so that no two inputs share one. */
  private static final int ALIGNMENT = 64;

  private ByteBuffer memory = ByteBuffer.allocateDirect(0);
  private int used;

  /** Forgets what is there, and makes room for so many bytes in so many inputs. */
  void reserve(int bytes, int inputs) {
    int aligned = Math.addExact(bytes, inputs * ALIGNMENT);
    if (memory.capacity() < aligned) {
      memory = ByteBuffer.allocateDirect(aligned + ALIGNMENT).alignedSlice(ALIGNMENT);
    }
    used = 0;
  }

  /** A copy of an input. */
  FloatBuffer copy(float... values) {
    return slice(values.length * Float.BYTES).asFloatBuffer().put(values).flip();
  }

  /** A copy of an input. */
  LongBuffer copy(long... values) {
    return slice(values.length * Long.BYTES).asLongBuffer().put(values).flip();
  }

  private ByteBuffer slice(int bytes) {
    ByteBuffer slice = memory.slice(used, bytes).order(ByteOrder.nativeOrder());
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return slice;
  }
}
