package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Plain HTTP to the scheduler, with a token and without any knowledge of its API. */
final class ServerClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final String token;

  private ServerClient(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  static ServerClient login(EmbeddedScheduler scheduler, String user) throws Exception {
    ServerClient stranger = new ServerClient(scheduler.url(), "");
    String body =
        JSON.createObjectNode()
            .put("username", user)
            .put("password", scheduler.password(user))
            .toString();
    HttpResponse<String> answer = stranger.send("POST", "/auth/token", body, "application/json");
    return new ServerClient(scheduler.url(), json(answer).path("access_token").asText());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, null, "application/json");
  }

  /**
   * Sends a request.
   *
   * @param body null for none
   */
  HttpResponse<String> send(String method, String path, String body, String accept)
      throws Exception {
    return send(method, path, body, accept, "application/json");
  }

  /** The same with a body of another type. */
  HttpResponse<String> send(String method, String path, String body, String accept, String type)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("Accept", accept)
            .header("Content-Type", type)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body());
  }
}
