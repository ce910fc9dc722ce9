package io.tidemark.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with the console open: Debian's packages chromium and chromium-driver. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 900;

  private static final String AXE = script("/axe.min.js");

  private final ChromeDriver driver;
  private final String address;

  Browser(String address) {
    assertThat(List.of(CHROMIUM, DRIVER))
        .as("apt-get install chromium chromium-driver")
        .allMatch(Files::isExecutable);
    this.address = address;
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=%d,%d".formatted(WIDTH, HEIGHT));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  /** Opens a view, such as {@code fleet} or {@code user/ada}, as if by a link to it. */
  void open(String view) {
    driver.get("about:blank");
    driver.get(address + "#/" + view);
  }

  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  String textOf(String css) {
    return driver.findElement(By.cssSelector(css)).getText();
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Waits until the page says all of it. */
  void awaitText(String... texts) {
    awaitThat(
        () -> {
          String shown = text();
          return List.of(texts).stream().allMatch(shown::contains);
        },
        () -> "%s in:%n%s".formatted(List.of(texts), text()));
  }

  void awaitNoText(String text) {
    awaitThat(() -> !text().contains(text), () -> "no " + text);
  }

  private void awaitThat(BooleanSupplier condition, Supplier<String> what) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(what)
        .until(page -> condition.getAsBoolean());
  }

  /** Clicks the button, link or summary with that text. */
  void click(String text) {
    driver
        .findElement(
            By.xpath(
                "//*[self::button or self::a or self::summary][normalize-space()='%s']"
                    .formatted(text)))
        .click();
  }

  /** Clicks what a selector finds, once it is there. */
  void clickAt(String css) {
    awaitThat(() -> !all(css).isEmpty(), () -> "no " + css);
    all(css).get(0).click();
  }

  void type(String css, String text) {
    awaitThat(() -> !all(css).isEmpty(), () -> css);
    WebElement field = driver.findElement(By.cssSelector(css));
    field.clear();
    field.sendKeys(text);
  }

  void press(Keys key) {
    new Actions(driver).sendKeys(key).perform();
  }

  /** What has the keyboard, as it is called. */
  String focused() {
    WebElement element = driver.switchTo().activeElement();
    String text = element.getText();
    return text.isEmpty() ? element.getTagName() : text;
  }

  Object run(String script) {
    return driver.executeScript(script);
  }

  void dark(boolean isDark) {
    cdp(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
  }

  void offline(boolean isOffline) {
    cdp("Network.enable", Map.of());
    cdp(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline", isOffline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** The rules of axe-core (WCAG 2.2 A and AA, best practices) that the page breaks. */
  @SuppressWarnings("unchecked")
  List<String> violations() {
    driver.executeScript(AXE);
    return (List<String>)
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, {runOnly: tags}).then(
              (results) => done(results.violations.map((rule) => `${rule.id}: ${rule.help}: `
                + rule.nodes.map((node) => `${node.html} ${node.failureSummary}`).join('; '))),
              (error) => done([String(error)]));
            """);
  }

  /** What the console of the browser was told since the last time. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps the whole page as a picture. */
  void picture(Path file) {
    long height = (Long) run("return document.documentElement.scrollHeight");
    cdp(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", WIDTH, "height", height, "deviceScaleFactor", 1, "mobile", false));
    Object data =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png")).get("data");
    cdp("Emulation.clearDeviceMetricsOverride", Map.of());
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode((String) data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script(String resource) {
    try (InputStream stream = Browser.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void cdp(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
