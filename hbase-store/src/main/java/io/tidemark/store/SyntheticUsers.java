package io.tidemark.store;

import java.time.Duration;

/**
 * Users that nobody is: they act to measure how long that takes. What they do goes the whole way of
 * an action into HBase, and no further: not into the archive, so not into training and readouts,
 * nor into impressions; and it expires soon.
 */
public final class SyntheticUsers {
  /** What the ids of all synthetic users begin with, and those of no others may. */
  public static final String PREFIX = "tidemark-canary-";

  /** How long their live actions are kept. */
  static final Duration LIVE_TTL = Duration.ofMinutes(10);

  private SyntheticUsers() {}

  /** Whether nobody is that user. */
  public static boolean contains(String userId) {
    return userId.startsWith(PREFIX);
  }
}
