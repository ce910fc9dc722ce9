package io.tidemark.serving.freshness;

import java.util.Optional;

/**
 * What a read brought: a value, or nothing because it could not be read in time. Not to be mixed up
 * with a value that says there is nothing.
 *
 * @param <T> what is read
 */
public sealed interface Reading<T> {
  /** It was read. */
  record Known<T>(T value) implements Reading<T> {}

  /** It could not be read in time. */
  record Unknown<T>() implements Reading<T> {}

  /** A value that was read. */
  static <T> Reading<T> of(T value) {
    return new Known<>(value);
  }

  /** A value that could not be read. */
  static <T> Reading<T> unknown() {
    return new Unknown<>();
  }

  /** The value, empty if it could not be read. */
  default Optional<T> known() {
    return this instanceof Known<T> known ? Optional.of(known.value()) : Optional.empty();
  }
}
