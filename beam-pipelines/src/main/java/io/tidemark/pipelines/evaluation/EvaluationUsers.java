package io.tidemark.pipelines.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Who is evaluated and never trained on: the users whose ids' hash falls into the first share of
 * all hashes, so the choice depends on nothing but the id, and a larger share contains a smaller.
 *
 * @param share of all users, between 0 and 1, both exclusive
 */
public record EvaluationUsers(double share) {
  private static final double HASHES = 4_294_967_296.0;
  private static final int SEED = 20220507;

  public EvaluationUsers {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of users to evaluate is %s: it must be between 0 and 1".formatted(share));
    }
  }

  /** Whether the user is evaluated, and not trained on. */
  public boolean contains(String userId) {
    byte[] id = userId.getBytes(UTF_8);
    int hash = MurmurHash3.hash32x86(id, 0, id.length, SEED);
    return Integer.toUnsignedLong(hash) < share * HASHES;
  }
}
