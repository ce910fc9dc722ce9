package io.tidemark.store;

import java.util.Optional;

/** Another release is published than the caller saw, so that nothing was changed. */
public final class ReleaseConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReleaseConflictException(String model, Optional<String> seen, Optional<String> published) {
    super(
        "the published release of %s is %s, not %s"
            .formatted(model, published.orElse("none"), seen.orElse("none")),
        null,
        false,
        false);
  }
}
