package io.tidemark.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of the alerts and the dashboard can be wrong without anybody noticing before an outage. */
class AlertsTest {
  private static final String ALERTS = "infra/prometheus/alerts.yml";
  private static final String DASHBOARD = "infra/grafana/freshness.json";
  private static final Map<Character, Character> CLOSES = Map.of(')', '(', ']', '[', '}', '{');

  @Test
  void bothNameOnlyMetricsThatAreDocumented() {
    Set<String> documented = DocumentedMetrics.names();
    assertThat(documented).hasSizeGreaterThan(30);
    assertThat(documented).containsAll(DocumentedMetrics.namesIn(ALERTS));
    assertThat(documented).containsAll(DocumentedMetrics.namesIn(DASHBOARD));
  }

  @Test
  void everyAlertIsCompleteAndItsExpressionIsWellFormed() throws IOException {
    JsonNode groups =
        new ObjectMapper(new YAMLFactory()).readTree(DocumentedMetrics.read(ALERTS)).get("groups");
    Set<String> names = new HashSet<>();
    for (JsonNode group : groups) {
      assertThat(group.get("name").asText()).isNotBlank();
      for (JsonNode rule : group.get("rules")) {
        String name = rule.get("alert").asText();
        assertThat(names.add(name)).as(name + " is there once").isTrue();
        assertThat(List.copyOf(fields(rule)))
            .as(name)
            .isSubsetOf("alert", "expr", "for", "labels", "annotations");
        assertWellFormed(name, rule.get("expr").asText());
        if (rule.has("for")) {
          assertThat(rule.get("for").asText()).as(name).matches("\\d+[smhd]");
        }
        assertThat(rule.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
        assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
        assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
      }
    }
    assertThat(names).hasSizeGreaterThan(8);
  }

  @Test
  void theDashboardsPanelsHaveWellFormedExpressionsAndDoNotOverlap() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DocumentedMetrics.read(DASHBOARD));
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      for (JsonNode target : panel.get("targets")) {
        assertWellFormed(title, target.get("expr").asText());
      }
      JsonNode at = panel.get("gridPos");
      assertThat(at.get("x").asInt() + at.get("w").asInt()).as(title).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.get("w").asInt(); x++) {
        for (int y = 0; y < at.get("h").asInt(); y++) {
          assertThat(cells.add((at.get("x").asInt() + x) + "," + (at.get("y").asInt() + y)))
              .as(title + " lies on no other")
              .isTrue();
        }
      }
    }
    assertThat(ids).isNotEmpty();
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Brackets and quotes that close, and no metric without a name. */
  private static void assertWellFormed(String name, String expression) {
    Deque<Character> open = new ArrayDeque<>();
    boolean quoted = false;
    for (char c : expression.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && CLOSES.containsValue(c)) {
        open.push(c);
      } else if (!quoted && CLOSES.containsKey(c)) {
        assertThat(open.poll()).as(name + ": " + expression).isEqualTo(CLOSES.get(c));
      }
    }
    assertThat(open).as(name + ": " + expression).isEmpty();
    assertThat(quoted).as(name + ": " + expression).isFalse();
    assertThat(expression).as(name).contains("tidemark_");
  }
}
