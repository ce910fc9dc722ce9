package io.tidemark.workflows.server;

import java.security.Principal;

/** Who asks. */
record User(String name, Role role) implements Principal {
  @Override
  public String getName() {
    return name;
  }
}
