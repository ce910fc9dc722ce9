package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import okhttp3.HttpUrl;

/**
 * Where a server is and who asks.
 *
 * @param url what lies before {@code /api}, such as {@code http://127.0.0.1:8793}
 * @param user name
 * @param password never shown
 * @param callTimeout of one request, its retries not counted
 */
public record AirflowAddress(HttpUrl url, String user, String password, Duration callTimeout) {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  public AirflowAddress {
    requireNonNull(url, "url is null");
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
    requireNonNull(callTimeout, "callTimeout is null");
  }

  /**
   * With a timeout of 30 s.
   *
   * @throws IllegalArgumentException if the URL is none of http or https
   */
  public static AirflowAddress of(String url, String user, String password) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw new IllegalArgumentException(
          "'%s' is no address: give one such as http://127.0.0.1:8793".formatted(url));
    }
    return new AirflowAddress(parsed, user, password, CALL_TIMEOUT);
  }

  /** The same with another timeout of one request. */
  public AirflowAddress within(Duration timeout) {
    return new AirflowAddress(url, user, password, timeout);
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(url.redact(), user);
  }
}
