package io.tidemark.serving.releases;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.validation.ValidationMethod;

/**
 * Who may change things.
 *
 * @param token what a request that changes something must bring; empty: nobody may
 */
public record AdminConfiguration(String token) {
  /** Nobody may. */
  public static final AdminConfiguration DEFAULT = new AdminConfiguration(null);

  private static final int SHORTEST = 16;

  public AdminConfiguration {
    token = requireNonNullElse(token, "").strip();
  }

  /** Whether the token, if there is one, is too long to be guessed. */
  @ValidationMethod(message = "token is shorter than 16 characters: take a random one")
  public boolean isTokenLongEnough() {
    return token.isEmpty() || token.length() >= SHORTEST;
  }

  /** Whether there is a token, not which. */
  @Override
  public String toString() {
    return "AdminConfiguration[changes %s]".formatted(token.isEmpty() ? "off" : "on");
  }
}
