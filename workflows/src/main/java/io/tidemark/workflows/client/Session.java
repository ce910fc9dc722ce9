package io.tidemark.workflows.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.workflows.client.AirflowException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/**
 * Requests in a user's name. With version 2 a token is fetched when it is first needed; a refusal
 * with 401 or 403 may be an old token's, so the user logs in once more and asks again: the second
 * refusal is meant.
 */
final class Session implements AutoCloseable {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 1_000;

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

  <T> List<T> list(HttpUrl url, Map<String, String> query, String field, Function<Json, T> item) {
    return list(url, query, field, item, Integer.MAX_VALUE);
  }

  /** Page by page, by what really came: servers clamp the limit without a word. */
  <T> List<T> list(
      HttpUrl url, Map<String, String> query, String field, Function<Json, T> item, int most) {
    List<T> items = new ArrayList<>();
    for (int page = 0; page < MOST_PAGES; page++) {
      Map<String, String> all = new LinkedHashMap<>(query);
      all.put("limit", Integer.toString(Math.min(PAGE, most - items.size())));
      all.put("offset", Integer.toString(items.size()));
      Json answer = json(Request.get(with(url, all)));
      List<T> received = answer.list(field, item);
      items.addAll(received);
      boolean complete = items.size() >= answer.number("total_entries").orElse(items.size());
      if (received.isEmpty() || complete || items.size() >= most) {
        return List.copyOf(items);
      }
    }
    throw new AirflowException(
        Kind.UNINTELLIGIBLE, 0, "%s has more than %d pages".formatted(field, MOST_PAGES));
  }

  /** The URL with these parameters added. */
  static HttpUrl with(HttpUrl url, Map<String, String> query) {
    HttpUrl.Builder builder = url.newBuilder();
    query.forEach(builder::addQueryParameter);
    return builder.build();
  }

  /** Empty where the server knows nothing of what was asked for. */
  static <T> Optional<T> found(Supplier<T> request) {
    try {
      return Optional.of(request.get());
    } catch (AirflowException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
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
