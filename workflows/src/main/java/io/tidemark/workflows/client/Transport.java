package io.tidemark.workflows.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.workflows.client.AirflowException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Sends requests. One that may be repeated is sent up to three times where nothing answers or the
 * server is busy, after 0.2 and 0.8 s; any other is sent once. Interrupting the thread, or closing,
 * ends what is under way. Redirects are not followed: a login page is no answer.
 */
final class Transport implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int LARGEST_ANSWER = 32 << 20;
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient http;

  Transport(Duration callTimeout) {
    http =
        new OkHttpClient.Builder()
            .callTimeout(callTimeout)
            .connectTimeout(callTimeout)
            .readTimeout(callTimeout)
            .writeTimeout(callTimeout)
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .build();
  }

  /**
   * The answer, whatever its status.
   *
   * @throws AirflowException if nothing answers, or more than 32 MiB
   */
  Answer send(Request request, Map<String, String> headers) {
    IOException failure = null;
    Answer last = null;
    int attempts = request.repeatable() ? ATTEMPTS : 1;
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) {
        pause(request, FIRST_PAUSE.multipliedBy(1L << (2 * (attempt - 1))));
      }
      try {
        last = once(request, headers);
        if (!last.isTransient()) {
          return last;
        }
      } catch (IOException e) {
        failure = e;
        last = null;
      }
    }
    if (last != null) {
      return last;
    }
    throw new AirflowException(
        Kind.UNREACHABLE,
        "%s: no answer from %s:%d (%s); is the server up, and the address right?"
            .formatted(request.what(), request.url().host(), request.url().port(), reason(failure)),
        failure);
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private Answer once(Request request, Map<String, String> headers) throws IOException {
    RequestBody body =
        request
            .body()
            .map(json -> RequestBody.create(json.toString().getBytes(UTF_8), JSON))
            .orElse(null);
    okhttp3.Request.Builder builder =
        new okhttp3.Request.Builder()
            .url(request.url())
            .method(request.method(), body)
            .header("Accept", request.accept());
    headers.forEach(builder::header);
    try (Response response = http.newCall(builder.build()).execute()) {
      return new Answer(
          response.code(), response.header("Content-Type", ""), text(request, response.body()));
    }
  }

  private static String text(Request request, ResponseBody body) throws IOException {
    if (body == null) {
      return "";
    }
    byte[] bytes = body.byteStream().readNBytes(LARGEST_ANSWER + 1);
    if (bytes.length > LARGEST_ANSWER) {
      throw new AirflowException(
          Kind.UNINTELLIGIBLE,
          0,
          "%s: the answer is larger than %d MiB".formatted(request.what(), LARGEST_ANSWER >> 20));
    }
    return new String(bytes, UTF_8);
  }

  private static void pause(Request request, Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AirflowException(Kind.UNREACHABLE, request.what() + ": interrupted", e);
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
