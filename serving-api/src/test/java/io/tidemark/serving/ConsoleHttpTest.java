package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.serving.ServingProcess.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console is served, and who may change what is published, without Kafka and HBase. */
class ConsoleHttpTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String PUBLISH =
      "{\"release\": \"r2\", \"published\": \"r1\", \"reason\": \"better\"}";
  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"#:]+)\"");

  private static ServingProcess serving;
  private static ServingProcess withoutToken;

  @BeforeAll
  static void start() throws Exception {
    serving = serving(Map.of("admin.token", TOKEN));
    withoutToken = serving(Map.of("admin.token", ""));
  }

  private static ServingProcess serving(Map<String, String> more) throws Exception {
    Map<String, String> configuration =
        new TreeMap<>(
            Map.of(
                "kafka.bootstrapServers", "127.0.0.1:1",
                "hbase.address", "127.0.0.1:1",
                "canary.enabled", "false"));
    configuration.putAll(more);
    return ServingProcess.start(configuration);
  }

  @AfterAll
  static void stop() {
    serving.close();
    withoutToken.close();
  }

  @Test
  void everyFileThatThePageNamesIsThere() throws Exception {
    HttpResponse<String> page = serving.get("/console/").response();
    assertThat(page.statusCode()).isEqualTo(200);
    List<String> files =
        REFERENCE.matcher(page.body()).results().map(found -> found.group(1)).toList();
    assertThat(files).contains("app.js", "styles/base.css", "lib/lit-html/lit-html.js");
    for (String file : files) {
      String path = file.startsWith("/") ? file : "/console/" + file;
      assertThat(serving.get(path).status()).as(path).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/", "/console/app.js", "/console/lib/uplot/uPlot.esm.js"})
  void browsersRunNothingButItsOwnFiles(String path) throws Exception {
    Map<String, List<String>> headers = serving.get(path).response().headers().map();
    assertThat(headers.get("content-security-policy").get(0))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
    assertThat(headers.get("cache-control")).containsExactly("no-cache");
  }

  @Test
  void nothingOfThePageIsInline() throws Exception {
    String page = serving.get("/console/").response().body();
    assertThat(page).doesNotContain("style=", "onclick", "http://", "https://");
    Matcher script = Pattern.compile("<script[^>]*>(.*?)</script>").matcher(page);
    assertThat(script.find()).isTrue();
    assertThat(script.group(1)).isEmpty();
  }

  @Test
  void theAddressWithoutASlashLeadsThere() throws Exception {
    Answer answer = serving.get("/console");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.response().headers().firstValue("Location").orElseThrow())
        .endsWith("/console/");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(serving.get("/console/no-such.js").status()).isEqualTo(404);
    assertThat(serving.get("/console/%2e%2e/tidemark-serving.yml").status()).isGreaterThan(399);
  }

  @Test
  void withoutATokenInItsEnvironmentNothingCanBeChanged() throws Exception {
    Answer answer =
        withoutToken.send(request(withoutToken).header("Authorization", "Bearer " + TOKEN));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.error().get("code").asText()).isEqualTo("forbidden");
    assertThat(answer.error().get("fix").asText()).contains("TIDEMARK_ADMIN_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer 0123456789abcdeg", "Bearer", "Basic 0123456789abcdef", "Bearer "})
  void anotherTokenIsRefused(String authorization) throws Exception {
    Answer answer = serving.send(request(serving).header("Authorization", authorization));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error().get("code").asText()).isEqualTo("unauthorized");
  }

  @Test
  void noTokenIsRefused() throws Exception {
    assertThat(serving.send(request(serving)).status()).isEqualTo(401);
  }

  @Test
  void aPageOfAnotherServerMayNotChangeAnythingEvenWithTheToken() throws Exception {
    Answer bySite = serving.send(withToken().header("Sec-Fetch-Site", "cross-site"));
    assertThat(bySite.status()).isEqualTo(403);
    Answer byOrigin = serving.send(withToken().header("Origin", "http://evil.example"));
    assertThat(byOrigin.status()).isEqualTo(403);
    Answer sandboxed = serving.send(withToken().header("Origin", "null"));
    assertThat(sandboxed.status()).isEqualTo(403);
  }

  @Test
  void whoMayIsToldThatHBaseIsAway() throws Exception {
    Answer answer =
        serving.send(
            withToken()
                .header("Sec-Fetch-Site", "same-origin")
                .header("Origin", "http://127.0.0.1:" + serving.port()));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().get("code").asText()).isEqualTo("hbase_unavailable");
    assertThat(serving.get("/v1/releases/ranker").status()).isEqualTo(503);
  }

  @Test
  void aChangeNeedsAReason() throws Exception {
    Answer answer =
        serving.send(
            HttpRequest.newBuilder(serving.uri("/v1/releases/ranker/rollback"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString("{\"published\": \"r1\", \"reason\": \" \"}")));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("field").asText()).isEqualTo("reason");
  }

  @Test
  void aModelThatIsNoneIsNotFound() throws Exception {
    assertThat(serving.get("/v1/releases/elsewhere").status()).isEqualTo(404);
  }

  @Test
  void withoutASchedulerWorkflowsSayHowToGetOne() throws Exception {
    Answer all = serving.get("/v1/workflows");
    assertThat(all.status()).isEqualTo(200);
    assertThat(all.body().get("status").asText()).isEqualTo("not_configured");
    assertThat(all.body().get("problem").asText()).contains("TIDEMARK_SCHEDULER");
    Answer one = serving.get("/v1/workflows/daily/runs/r1");
    assertThat(one.body().get("problem").asText()).contains("TIDEMARK_SCHEDULER");
  }

  private static HttpRequest.Builder withToken() {
    return request(serving).header("Authorization", "bearer " + TOKEN);
  }

  private static HttpRequest.Builder request(ServingProcess process) {
    return HttpRequest.newBuilder(process.uri("/v1/releases/ranker/publish"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(PUBLISH));
  }
}
