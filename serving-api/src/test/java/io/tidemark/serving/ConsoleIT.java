package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.infra.stack.Component;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console in a real browser, in front of a real stack. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConsoleIT.class);
  private static final Path PICTURES = Path.of("target/console");
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private static ConsoleStage stage;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    stage = new ConsoleStage();
    await()
        .atMost(READY_WITHIN)
        .untilAsserted(
            () ->
                assertThat(
                        stage
                            .real
                            .api
                            .get("/v1/releases")
                            .body()
                            .at("/models/ranker/served/release")
                            .asText())
                    .isEqualTo(ConsoleStage.RANKER));
    stage.rankEverybody();
    browser = new Browser("http://127.0.0.1:" + stage.real.api.port() + "/console/");
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (stage != null) {
      stage.close();
    }
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(1)
  void theFleetIsSeenAtOnce() {
    browser.open("fleet");
    browser.awaitText("Batch tide", "Live tide");
    LOGGER.info("{}", timing());
    browser.awaitText(
        "Partitions", "alive", "Daily run", ScriptedScheduler.WHY, ConsoleStage.RANKER, "complete");
    assertThat(browser.textOf("[aria-labelledby=h-tides]")).contains("2 h", "fresh", "keeps up");
    assertThat(browser.textOf("[aria-labelledby=h-runs]"))
        .contains("failed", "embed_users", "Next run", ConsoleStage.lastDay().toString());
    assertThat(browser.all("[aria-labelledby=h-partitions] tbody tr"))
        .hasSize(RealServing.PARTITIONS)
        .allSatisfy(row -> assertThat(row.getText()).contains("fresh"));
    browser.awaitText("users measured");
    assertThat(browser.textOf("[aria-labelledby=h-objectives]")).contains("met", "at most 5 s");
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("fleet.png"));
  }

  /** When the first view was useful: what is in the README comes from here. */
  private static String timing() {
    return (String)
        browser.run(
            "const useful = performance.getEntriesByName('useful')[0];"
                + " const files = performance.getEntriesByType('resource');"
                + " return `first view useful after ${Math.round(useful.startTime)} ms,"
                + " ${files.length} requests,"
                + " ${Math.round(files.reduce((n, f) => n + f.transferSize, 0) / 1024)} KiB`");
  }

  @Test
  @Order(2)
  void theDarkFleetHasContrast() {
    browser.dark(true);
    browser.open("fleet");
    browser.awaitText("users measured");
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("fleet-dark.png"));
    browser.dark(false);
  }

  @Test
  @Order(3)
  void aStreamThatStandsStillIsBehindAndRecovers() {
    browser.open("fleet");
    browser.awaitText("the stream keeps up");
    stage.stream.moving(false);
    browser.awaitText("behind", "the watermark stands still", "missed");
    stage.stream.moving(true);
    browser.awaitText("the stream keeps up");
    browser.awaitNoText("missed");
  }

  @Test
  @Order(4)
  void whatIsOldSaysSo() {
    browser.open("fleet");
    browser.awaitText("Live tide");
    browser.offline(true);
    browser.awaitText("What is shown is", "The API does not answer", "old: ");
    browser.offline(false);
    browser.awaitNoText("What is shown is");
    assertThat(browser.complaints()).allMatch(one -> one.contains("ERR_INTERNET_DISCONNECTED"));
  }

  @Test
  @Order(5)
  void aUsersGapIsDrawnAndRankingsAreSideBySide() {
    browser.open("user");
    browser.type("input[name=id]", ConsoleStage.USER_WITH_GAP);
    browser.press(Keys.ENTER);
    browser.awaitText(
        "What each side changes",
        "top 10 of 200 candidates",
        "The embedding has not %d of the live actions.".formatted(ConsoleStage.GAP));
    assertThat(browser.run("return document.querySelector('.timeline text.gap').textContent"))
        .isEqualTo("gap: " + ConsoleStage.GAP);
    assertThat(browser.all(".timeline circle.dot-live")).hasSizeGreaterThan(ConsoleStage.GAP);
    assertThat(browser.all(".timeline circle.dot-batch")).hasSizeGreaterThan(ConsoleStage.GAP);
    assertThat(browser.all(".timeline .horizon")).hasSize(1);
    assertThat(browser.all(".timeline .timeline-hole-edge")).isEmpty();
    assertThat(browser.all(".sides ol")).hasSize(3).allMatch(list -> list.getText().contains("p"));
    assertThat(browser.all(".sides .move.up, .sides .move.down")).isNotEmpty();
    browser.click("All actions as a table");
    assertThat(browser.text()).contains("In the embedding", "close up");
    assertThat(browser.violations()).isEmpty();
    browser.click("All actions as a table");
    browser.picture(PICTURES.resolve("user.png"));
  }

  @Test
  @Order(6)
  void aHoleIsShownAndAnUnknownUserIsMissingRatherThanFresh() {
    browser.open("user/" + ConsoleStage.USER_WITH_HOLE);
    browser.awaitText("at least 100", "may be in neither");
    assertThat(browser.all(".timeline .timeline-hole-edge")).hasSize(1);
    browser.picture(PICTURES.resolve("user-hole.png"));
    browser.open("user/nobody?pin=p1&pin=p2");
    browser.awaitText("There is no embedding.", "No live action is kept.", "of 2 candidates");
    assertThat(browser.violations()).isEmpty();
  }

  @Test
  @Order(7)
  void releasesArePublishedAndRolledBackWithAReason() {
    browser.open("releases");
    browser.awaitText("Ranker", "refused", "below 0.447", ConsoleStage.RANKER_BEFORE);
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("releases.png"));
    browser.click("Roll back to " + ConsoleStage.RANKER_BEFORE);
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("rollback.png"));
    browser.type("#change-reason", "saves fell");
    browser.type("#change-token", "not the token of this API");
    browser.clickAt("dialog [type=submit]");
    browser.awaitText("the token is missing or another one");
    assertThat(published()).isEqualTo(ConsoleStage.RANKER);
    browser.type("#change-token", ConsoleStage.TOKEN);
    browser.clickAt("dialog [type=submit]");
    browser.awaitText(
        "Rolled ranker back to " + ConsoleStage.RANKER_BEFORE, "Changes are unlocked");
    assertThat(published()).isEqualTo(ConsoleStage.RANKER_BEFORE);
    assertThat(new Releases(stage.real.connection).history(Release.RANKER).get(0).reason())
        .isEqualTo("saves fell");
    browser.clickAt("[aria-label='Publish %s']".formatted(ConsoleStage.RANKER));
    browser.type("#change-reason", "it was not the ranker");
    browser.clickAt("dialog [type=submit]");
    browser.awaitText("Published ranker " + ConsoleStage.RANKER);
    assertThat(published()).isEqualTo(ConsoleStage.RANKER);
    assertThat(browser.complaints()).allMatch(one -> one.contains("401"));
  }

  private static String published() {
    return new Releases(stage.real.connection).published(Release.RANKER).orElseThrow().id();
  }

  @Test
  @Order(8)
  void aDecisionOnWhatIsNoLongerPublishedChangesNothing() throws Exception {
    ServingProcess.Answer answer =
        stage.real.api.send(
            HttpRequest.newBuilder(stage.real.api.uri("/v1/releases/ranker/rollback"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + ConsoleStage.TOKEN)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"published\": \"ranker-1b\", \"reason\": \"too late\"}")));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.error().get("message").asText()).contains("is ranker-2, not ranker-1b");
    assertThat(published()).isEqualTo(ConsoleStage.RANKER);
  }

  @Test
  @Order(9)
  void workflowRunsAreThereWithTheLogOfAFailure() {
    browser.open("workflows");
    browser.awaitText("daily_embeddings", "train_ranker", "paused");
    browser.all(".runs .bad").get(0).click();
    browser.awaitText("upstream failed", "Last lines of embed_users", ScriptedScheduler.WHY);
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("workflows.png"));
  }

  @Test
  @Order(10)
  void experimentsAreThereWithWhatCameOfThem() throws Exception {
    browser.open("experiments");
    browser.awaitText(
        "shorter-sequence",
        "live length: 20",
        "window mask: 5 min",
        "head weights: hide −2",
        "saves per user",
        "−4.9% to −1.3%",
        "No readout yet");
    assertThat(browser.all(".forest .whisker.bad")).isNotEmpty();
    assertThat(browser.violations()).isEmpty();
    browser.picture(PICTURES.resolve("experiments.png"));
    stage.spoilExperiments();
    browser.awaitText(
        "was refused; what ran before goes on", "traffic", "is 140%", "shorter-sequence");
    assertThat(browser.complaints()).allMatch(one -> one.contains("404"));
  }

  @Test
  @Order(11)
  void everythingIsReachedByTheKeyboard() {
    browser.open("fleet");
    browser.awaitText("Live tide");
    browser.press(Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Skip to content");
    for (String next : List.of("Tidemark", "Fleet", "User", "Releases")) {
      browser.press(Keys.TAB);
      assertThat(browser.focused()).isEqualTo(next);
    }
    browser.press(Keys.ENTER);
    browser.awaitText("What is published, what is served");
    browser.awaitText("Roll back to");
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
    browser.press(Keys.TAB);
    assertThat(browser.focused()).contains("Roll back to");
    browser.press(Keys.ENTER);
    browser.awaitText("for the history");
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("change-reason");
    browser.press(Keys.ESCAPE);
    browser.awaitNoText("for the history");
    assertThat(browser.focused()).contains("Roll back to");
  }

  @Test
  @Order(12)
  void everyViewStandsOnItsOwn() {
    for (Map.Entry<String, String> view :
        Map.of("user", "User", "releases", "Ranker", "workflows", "train_ranker").entrySet()) {
      browser.dark(true);
      browser.open(view.getKey());
      browser.awaitText(view.getValue());
      assertThat(browser.violations()).as(view.getKey()).isEmpty();
    }
    browser.dark(false);
  }

  @Test
  @Order(13)
  void withoutHBaseTheFleetIsUnknownRatherThanWhatItWas() {
    browser.open("fleet");
    browser.awaitText("the stream keeps up", "within its objective");
    stage.stream.moving(false);
    stage.real.stack.kill(Component.HBASE);
    browser.awaitText("the watermarks could not be read", "what is published could not be read");
    assertThat(browser.textOf("[aria-labelledby=h-tides]"))
        .contains("unknown")
        .doesNotContain("fresh", "stale", "keeps up", "stands still");
    assertThat(browser.textOf("[aria-labelledby=h-objectives]"))
        .contains("unknown")
        .doesNotContain("missed");
    assertThat(browser.violations()).isEmpty();
  }
}
