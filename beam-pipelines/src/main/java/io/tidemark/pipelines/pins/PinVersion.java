package io.tidemark.pipelines.pins;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.store.Pin;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a vector space after its as-of and its contents, such as {@code
 * pins-20220422T000000Z-0a1b2c}. Late actions or other flags turn the whole space, so they make
 * another version, and models trained on the old one go on finding the old one.
 */
final class PinVersion {
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private PinVersion() {}

  static String of(Instant asOf, Collection<Pin> pins) {
    MessageDigest digest = sha256();
    List<Pin> sorted = pins.stream().sorted(Comparator.comparing(Pin::pinId)).toList();
    for (Pin pin : sorted) {
      digest.update(pin.pinId().getBytes(UTF_8));
      ByteBuffer numbers = ByteBuffer.allocate(4 * pin.vector().length + Long.BYTES);
      for (float value : pin.vector()) {
        numbers.putFloat(value);
      }
      digest.update(numbers.putLong(pin.actions()).array());
    }
    String hash = HexFormat.of().formatHex(digest.digest(), 0, 3);
    return "pins-%s-%s".formatted(COMPACT.format(asOf), hash);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
