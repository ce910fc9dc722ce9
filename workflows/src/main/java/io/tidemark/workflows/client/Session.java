package io.tidemark.workflows.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.workflows.client.AirflowException.Kind;
import java.util.Map;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/**
 * Requests in a user's name. With version 2 a token is fetched when it is first needed; a refusal
 * with 401 or 403 may be an old token's, so the user logs in once more and asks again: the second
 * refusal is meant.
 */
final class Session implements AutoCloseable {
  private final AirflowAddress address;
  private final Transport transport;
  private final Dialect dialect;
  private volatile String token;

  Session(AirflowAddress address, Transport transport, Dialect dialect) {
    this.address = address;
    this.transport = transport;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The URL of a path below the API's version; each part is encoded. */
  HttpUrl url(String... parts) {
    HttpUrl.Builder url = root().addPathSegments("api/" + dialect.version());
    for (String part : parts) {
      url.addPathSegment(part);
    }
    return url.build();
  }

  /**
   * The answer of a request that succeeded.
   *
   * @throws AirflowException if it did not
   */
  Answer send(Request request) {
    Answer answer = transport.send(request, authorization());
    if (answer.isRefusedForWho() && dialect == Dialect.V2) {
      token = null;
      answer = transport.send(request, authorization());
    }
    if (answer.isSuccess()) {
      return answer;
    }
    throw refusal(request, answer);
  }

  /** The JSON of a request that succeeded. */
  Json json(Request request) {
    return send(request).json(request);
  }

  @Override
  public void close() {
    transport.close();
  }

  private HttpUrl.Builder root() {
    HttpUrl.Builder root = address.url().newBuilder().query(null).fragment(null);
    int last = address.url().pathSize() - 1;
    if (address.url().pathSegments().get(last).isEmpty()) {
      root.removePathSegment(last);
    }
    return root;
  }

  private Map<String, String> authorization() {
    return Map.of(
        "Authorization",
        switch (dialect) {
          case V1 -> Credentials.basic(address.user(), address.password(), UTF_8);
          case V2 -> "Bearer " + token();
        });
  }

  private String token() {
    String held = token;
    if (held == null) {
      held = logIn();
      token = held;
    }
    return held;
  }

  private String logIn() {
    Request request =
        new Request(
            "POST",
            root().addPathSegments("auth/token").build(),
            Optional.of(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("username", address.user())
                    .put("password", address.password())),
            Request.JSON,
            true);
    Answer answer = transport.send(request, Map.of());
    if (!answer.isSuccess()) {
      throw answer.isRefusedForWho()
          ? new AirflowException(
              Kind.UNAUTHENTICATED,
              answer.status(),
              "%s does not let user '%s' in: %s"
                  .formatted(
                      address.url().host(), address.user(), ErrorBody.message(answer.body())))
          : refusal(request, answer);
    }
    return answer
        .json(request)
        .text("access_token")
        .orElseThrow(
            () ->
                new AirflowException(
                    Kind.UNINTELLIGIBLE, answer.status(), "the answer to a login holds no token"));
  }

  private AirflowException refusal(Request request, Answer answer) {
    String detail = ErrorBody.message(answer.body());
    if (answer.status() == 403 && dialect == Dialect.V1) {
      detail += ": the password is wrong, or user '%s' may not do this".formatted(address.user());
    }
    if (answer.status() >= 300 && answer.status() < 400) {
      return new AirflowException(
          Kind.UNINTELLIGIBLE,
          answer.status(),
          request.what() + ": a redirect, probably to a login page; is Basic allowed in the API?");
    }
    return AirflowException.of(answer.status(), request.what(), detail);
  }
}
