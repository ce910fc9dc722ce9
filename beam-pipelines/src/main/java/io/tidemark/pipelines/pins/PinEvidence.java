package io.tidemark.pipelines.pins;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * What the action log says about one pin.
 *
 * @param actions actions other than hides: what its vector can be built from
 * @param positives positive actions: its popularity
 * @param firstSeenAt when the first of its actions happened, hides included, ms since the epoch
 */
record PinEvidence(long actions, long positives, long firstSeenAt) {
  PinEvidence plus(PinEvidence other) {
    return new PinEvidence(
        actions + other.actions,
        positives + other.positives,
        Math.min(firstSeenAt, other.firstSeenAt));
  }

  /** Three numbers of variable length. */
  static final class Coder extends CustomCoder<PinEvidence> {
    private static final long serialVersionUID = 1L;

    private static final VarLongCoder NUMBER = VarLongCoder.of();

    @Override
    public void encode(PinEvidence value, OutputStream out) throws IOException {
      NUMBER.encode(value.actions, out);
      NUMBER.encode(value.positives, out);
      NUMBER.encode(value.firstSeenAt, out);
    }

    @Override
    public PinEvidence decode(InputStream in) throws IOException {
      return new PinEvidence(NUMBER.decode(in), NUMBER.decode(in), NUMBER.decode(in));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
