package io.tidemark.serving.releases;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets through requests that may change something: those that bring the token, and do not come from
 * a page of another server.
 *
 * <p>A token in a header is what a browser sends by itself nowhere, so that no other page can use
 * it; that a request comes from another page is refused all the same, by what browsers say of it.
 */
public final class AdminGate {
  private static final String SCHEME = "bearer ";

  /** What {@code Sec-Fetch-Site} says of this server's own pages, and of no page at all. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final AdminConfiguration configuration;

  public AdminGate(AdminConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Whether anything can be changed at all. */
  public boolean isOpen() {
    return !configuration.token().isEmpty();
  }

  /**
   * Returns if the request may change something.
   *
   * @throws RefusedException if it may not
   */
  void require(HttpHeaders headers) {
    if (!isOpen()) {
      throw RefusedException.because(
          ErrorCode.FORBIDDEN,
          null,
          "changes are switched off",
          "start the API with a secret of at least 16 characters in TIDEMARK_ADMIN_TOKEN");
    }
    if (!isFromOwnPageOrNone(headers)) {
      throw RefusedException.because(
          ErrorCode.FORBIDDEN,
          null,
          "the request comes from a page of another server",
          "use this server's own console, or a client that is no browser");
    }
    if (!bringsToken(headers.getHeaderString(HttpHeaders.AUTHORIZATION))) {
      throw RefusedException.because(
          ErrorCode.UNAUTHORIZED,
          null,
          "the token is missing or another one",
          "send Authorization: Bearer with the value of TIDEMARK_ADMIN_TOKEN");
    }
  }

  private boolean bringsToken(String authorization) {
    return authorization != null
        && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        && MessageDigest.isEqual(
            authorization.substring(SCHEME.length()).strip().getBytes(UTF_8),
            configuration.token().getBytes(UTF_8));
  }

  private static boolean isFromOwnPageOrNone(HttpHeaders headers) {
    String site = headers.getHeaderString("Sec-Fetch-Site");
    String origin = headers.getHeaderString("Origin");
    return (site == null || OWN_SITES.contains(site))
        && (origin == null || authority(origin).equals(headers.getHeaderString(HttpHeaders.HOST)));
  }

  /** Host and port of an origin; of one that is none, such as {@code null}, nothing that fits. */
  private static String authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
