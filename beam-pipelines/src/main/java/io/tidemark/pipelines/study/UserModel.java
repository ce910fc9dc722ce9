package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import java.util.List;
import java.util.function.Function;

/**
 * A way to stand for a user when pins are retrieved: vectors, and the space that they are compared
 * with pins in.
 *
 * @param name of the row
 * @param vectors of a user by what is known of them, oldest first: the most important vector first,
 *     each of norm 1; none if nothing is known that could be asked from
 * @param space the pins' vectors that they are compared with, {@code [N][D]}
 */
record UserModel(String name, Function<List<Action>, float[][]> vectors, float[][] space) {
  UserModel {
    requireNonNull(name, "name is null");
    requireNonNull(vectors, "vectors is null");
    requireNonNull(space, "space is null");
  }
}
