package io.tidemark.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The whole application on a free port, with the packaged configuration but for overrides. */
public final class ServingProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DropwizardTestSupport<ServingConfiguration> support;
  private final ServerFaults faults;
  private final HttpClient client = HttpClient.newHttpClient();

  /** One answer. */
  public record Answer(int status, JsonNode body, HttpResponse<String> response) {
    public JsonNode error() {
      return body.get("error");
    }
  }

  private ServingProcess(DropwizardTestSupport<ServingConfiguration> support, ServerFaults faults) {
    this.support = support;
    this.faults = faults;
  }

  /** Starts the application with configuration paths overridden. */
  public static ServingProcess start(Map<String, String> overrides) throws Exception {
    ConfigOverride[] all =
        overrides.entrySet().stream()
            .map(entry -> ConfigOverride.config(entry.getKey(), entry.getValue()))
            .toArray(ConfigOverride[]::new);
    ConfigOverride[] withPort = java.util.Arrays.copyOf(all, all.length + 1);
    withPort[all.length] = ConfigOverride.config("server.applicationConnectors[0].port", "0");
    DropwizardTestSupport<ServingConfiguration> support =
        new DropwizardTestSupport<>(
            TidemarkServing.class,
            "tidemark-serving.yml",
            new io.dropwizard.configuration.SubstitutingSourceProvider(
                new ResourceConfigurationSourceProvider(),
                new io.dropwizard.configuration.EnvironmentVariableSubstitutor(false)),
            withPort);
    ServerFaults faults = new ServerFaults();
    support.addListener(
        new DropwizardTestSupport.ServiceListener<>() {
          @Override
          public void onRun(
              ServingConfiguration configuration,
              Environment environment,
              DropwizardTestSupport<ServingConfiguration> started) {
            environment.jersey().register(faults);
          }
        });
    support.before();
    return new ServingProcess(support, faults);
  }

  /** Why requests failed. */
  ServerFaults faults() {
    return faults;
  }

  public int port() {
    return support.getLocalPort();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  public Answer post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    boolean json =
        response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    return new Answer(
        response.statusCode(),
        json ? MAPPER.readTree(response.body()) : MAPPER.missingNode(),
        response);
  }

  @Override
  public void close() {
    support.after();
  }
}
