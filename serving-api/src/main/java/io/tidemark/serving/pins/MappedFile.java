package io.tidemark.serving.pins;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * A file in memory, in segments of a size that is a power of two. Its memory is given back when
 * nothing refers to it any more: no request can read what has been unmapped.
 */
final class MappedFile {
  private final MappedByteBuffer[] segments;
  private final int segmentBits;

  private MappedFile(MappedByteBuffer[] segments, int segmentBits) {
    this.segments = segments;
    this.segmentBits = segmentBits;
  }

  static MappedFile map(FileChannel channel, FileChannel.MapMode mode, long size, int segmentBits)
      throws IOException {
    long segmentSize = 1L << segmentBits;
    MappedByteBuffer[] segments =
        new MappedByteBuffer[(int) ((size + segmentSize - 1) >>> segmentBits)];
    for (int i = 0; i < segments.length; i++) {
      long from = (long) i << segmentBits;
      segments[i] = channel.map(mode, from, Math.min(segmentSize, size - from));
      segments[i].order(ByteOrder.LITTLE_ENDIAN);
    }
    return new MappedFile(segments, segmentBits);
  }

  /** The segment that a place is in. */
  MappedByteBuffer segment(long place) {
    return segments[(int) (place >>> segmentBits)];
  }

  /** Where in its segment a place is. */
  int position(long place) {
    return (int) (place & ((1L << segmentBits) - 1));
  }

  /** The CRC-32C of everything from {@code from} on. */
  int sum(int from) {
    CRC32C sum = new CRC32C();
    for (int i = 0; i < segments.length; i++) {
      sum.update(segments[i].duplicate().position(i == 0 ? from : 0));
    }
    return (int) sum.getValue();
  }

  void force() {
    for (MappedByteBuffer segment : segments) {
      segment.force();
    }
  }
}
