package io.tidemark.workflows.server;

import java.util.Locale;

/** What a user may do. */
enum Role {
  /** Everything. */
  ADMIN,
  /** Look at everything but change nothing. */
  VIEWER;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
