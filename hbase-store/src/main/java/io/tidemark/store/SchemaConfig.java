package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What may differ from one installation's tables to another's.
 *
 * @param regions into how many regions a new table of users or pins is split, 1 to 256; tables that
 *     exist are left as they are split
 * @param embeddingVersions how many vectors of a user and version are kept, one a run that found
 *     the user active
 * @param liveTtl how long a live action is kept after it happened
 */
public record SchemaConfig(int regions, int embeddingVersions, Duration liveTtl) {
  /** Four regions, 60 vectors a user, live actions for 30 days. */
  public static final SchemaConfig DEFAULT = new SchemaConfig(4, 60, ActionRules.MAX_AGE);

  public SchemaConfig {
    requireNonNull(liveTtl, "liveTtl is null");
    if (regions < 1 || regions > RowKeys.SALTS) {
      throw new IllegalArgumentException(
          "regions is outside 1 to " + RowKeys.SALTS + ": " + regions);
    }
    if (embeddingVersions < 1) {
      throw new IllegalArgumentException("embeddingVersions is less than 1: " + embeddingVersions);
    }
    if (liveTtl.toSeconds() < 1 || liveTtl.toSeconds() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("liveTtl is outside 1 s to 68 years: " + liveTtl);
    }
  }

  /** The same, with another number of regions. */
  public SchemaConfig withRegions(int newRegions) {
    return new SchemaConfig(newRegions, embeddingVersions, liveTtl);
  }
}
