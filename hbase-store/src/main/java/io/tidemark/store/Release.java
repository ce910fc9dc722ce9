package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One finished, checked output of the batch tide that can be published: pin vectors, user
 * embeddings or interests, an index, or a ranker.
 *
 * @param model what it is a release of: {@link #PINS}, {@link #PINNERFORMER}, {@link #PINNERSAGE},
 *     {@link #RETRIEVAL}, {@link #RANKER}
 * @param id unique among the model's releases, such as {@code 2026-11-21T00:00:00Z}
 * @param version the trained model that made it. Vectors of two versions live in different spaces
 *     and are never compared; it is the HBase qualifier under which the release's vectors lie
 * @param asOf the newest instant whose actions are included
 * @param artifact the URI of the exported model's folder, empty if there is none ({@code pins})
 * @param rows how many rows it wrote
 * @param requires versions of other models that this one was trained against, by model name;
 *     serving refuses to combine anything else
 * @param checks what was checked before it might be published, and the outcome; with {@link
 *     #FAILED} among them it cannot be published
 * @param createdAt when it was made
 */
public record Release(
    String model,
    String id,
    String version,
    Instant asOf,
    Optional<String> artifact,
    long rows,
    Map<String, String> requires,
    Map<String, String> checks,
    Instant createdAt) {
  /** The check that says why a release must not be served; absent where all is well. */
  public static final String FAILED = "failed";

  /** The check that says that the vectors are gone, or going; absent where they are there. */
  static final String VECTORS = "vectors";

  /** The model name of pin vectors. */
  public static final String PINS = "pins";

  /** The model name of user embeddings. */
  public static final String PINNERFORMER = "pinnerformer";

  /** The model name of the users' interests. */
  public static final String PINNERSAGE = "pinnersage";

  /** The model name of the index that candidates are retrieved from. */
  public static final String RETRIEVAL = "retrieval";

  /** The model name of the ranker. */
  public static final String RANKER = "ranker";

  public Release {
    requireNonNull(model, "model is null");
    requireNonNull(id, "id is null");
    requireNonNull(version, "version is null");
    requireNonNull(asOf, "asOf is null");
    requireNonNull(artifact, "artifact is null");
    requires = Map.copyOf(requires);
    checks = Map.copyOf(checks);
    requireNonNull(createdAt, "createdAt is null");
  }

  /** Why it must not be served, empty if it may be. */
  public Optional<String> failure() {
    return Optional.ofNullable(checks.get(FAILED))
        .or(() -> Optional.ofNullable(checks.get(VECTORS)));
  }

  /** The same release with its vectors gone. */
  Release withoutVectors(String state) {
    Map<String, String> marked = new HashMap<>(checks);
    marked.put(VECTORS, requireNonNull(state, "state is null"));
    return new Release(model, id, version, asOf, artifact, rows, requires, marked, createdAt);
  }
}
