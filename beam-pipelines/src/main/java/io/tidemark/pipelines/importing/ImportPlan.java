package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One import before it runs.
 *
 * @param descriptor what the columns mean
 * @param files to read
 * @param contentSha256 of their text in order, unzipped: renaming or zipping a file does not change
 *     it
 * @param shiftDays whole days added to every instant
 * @param from the first instant wanted, ms since the epoch after the shift; null: all
 * @param until the end of what is wanted, exclusive; null: all
 */
record ImportPlan(
    DatasetDescriptor descriptor,
    List<InputFile> files,
    String contentSha256,
    int shiftDays,
    Long from,
    Long until) {
  private static final int CONTENT_DIGITS = 12;
  private static final int VARIANT_DIGITS = 8;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Reads the files once for their hash.
   *
   * @throws JobFailedException if one cannot be read
   */
  static ImportPlan of(
      DatasetDescriptor descriptor, List<InputFile> files, int shiftDays, Long from, Long until) {
    List<InputFile> all = new ArrayList<>(files);
    if (descriptor.format() instanceof FileFormat.Sequences sequences) {
      files.forEach(items -> all.add(items.sibling(sequences.times())));
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (InputFile file : all) {
      try (InputStream in = file.open()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
        digest.update((byte) 0);
      } catch (IOException e) {
        throw new JobFailedException("cannot read %s: %s".formatted(file.path(), e), e);
      }
    }
    String content = HexFormat.of().formatHex(digest.digest());
    return new ImportPlan(descriptor, List.copyOf(files), content, shiftDays, from, until);
  }

  /** Of what the descriptor says, not of how its file is laid out. */
  String descriptorSha256() {
    return hash(descriptor.toString());
  }

  /** Names the import and its files; the same work has the same name. */
  String name() {
    String variant = hash(descriptorSha256() + "/" + shiftDays + "/" + from + "/" + until);
    return "%s-%s-%s"
        .formatted(
            descriptor.name(),
            contentSha256.substring(0, CONTENT_DIGITS),
            variant.substring(0, VARIANT_DIGITS));
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
