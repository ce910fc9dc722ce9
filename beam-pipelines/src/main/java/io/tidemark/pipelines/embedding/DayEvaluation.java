package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * How good the vectors that a day began with were on what users then wanted.
 *
 * @param day such as {@code 2022-04-21}, UTC
 * @param release whose vectors they are
 * @param asOf of that release
 * @param users who wanted a pin on that day
 * @param usersLookedAt of them
 * @param usersWithVector of those that were looked at
 * @param pairs (user, wanted pin) pairs of users with a vector and pins that the model knows
 * @param pinsRanked so many pins stood to choose from
 * @param recallAt10 share of the pairs whose pin is among the user's ten best; null if there is no
 *     pair: unknown, and not zero
 */
record DayEvaluation(
    String day,
    String release,
    String asOf,
    long users,
    int usersLookedAt,
    int usersWithVector,
    long pairs,
    int pinsRanked,
    @JsonProperty("recall_at_10") Double recallAt10) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  DayEvaluation {
    requireNonNull(day, "day is null");
    requireNonNull(release, "release is null");
    requireNonNull(asOf, "asOf is null");
  }

  /** One line. */
  String text() {
    return recallAt10 == null
        ? "%s: recall@10 of release %s is unknown: none of the %,d users who wanted a pin has a vector and a known pin"
            .formatted(day, release, users)
        : String.format(
            Locale.ROOT,
            "%s: recall@10 of release %s is %.4f on %,d wanted pins of %,d users, among %,d pins; %,d of %,d users had a vector",
            day,
            release,
            recallAt10,
            pairs,
            usersWithVector,
            pinsRanked,
            usersWithVector,
            usersLookedAt);
  }

  /** Writes it as {@code pinnerformer-<day>.json}, over the one before, never half of one. */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path staged = Files.createTempFile(folder, ".pinnerformer", ".tmp");
    Files.write(staged, JSON.writeValueAsBytes(this));
    return Files.move(
        staged, folder.resolve("pinnerformer-" + day + ".json"), StandardCopyOption.ATOMIC_MOVE);
  }
}
