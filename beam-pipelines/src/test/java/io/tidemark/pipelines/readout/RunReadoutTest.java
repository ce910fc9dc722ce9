package io.tidemark.pipelines.readout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.experiments.readout.Readout;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.impressionlog.ImpressionFiles;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small experiment whose every number can be counted by hand. */
class RunReadoutTest {
  private static final Instant START = Instant.parse("2026-11-10T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-12T00:00:00Z");
  private static final int USERS = 40;

  @TempDir Path folder;
  private Path experiments;
  private final List<ServedRanking> shown = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();

  @BeforeEach
  void writeExperiments() throws IOException {
    experiments =
        Files.writeString(
            folder.resolve("experiments.yml"),
            """
            layers:
              - name: live
                salt: s
                experiments:
                  - id: one
                    traffic: 100%
                    start: 2026-11-10T00:00:00Z
                    end: 2026-11-20T00:00:00Z
                    arms: [{name: control}, {name: treatment, parameters: {live_length: 5}}]
            """);
  }

  @Test
  void whatUsersDidIsCountedForTheArmThatTheySaw() throws IOException {
    for (int user = 0; user < USERS; user++) {
      boolean treated = user % 2 == 1;
      String arm = treated ? "treatment" : "control";
      String id = "u" + user;
      // Two requests of three pins each: the first with a fresh embedding, the second a stale one.
      show(id, "r1-" + id, 1, "one/" + arm, 3_600, "fresh");
      show(id, "r2-" + id, 20, "one/" + arm, 200_000, "stale");
      // Before the start almost everybody saved as often as during it, but for the treatment's
      // extra.
      save(id, -30, "");
      save(id, 2, "r1-" + id);
      if (user % 4 < 2) {
        save(id, -40, "");
        save(id, 21, "r2-" + id);
      }
      if (user % 8 == 0) {
        save(id, -50, "");
      }
      if (treated) {
        save(id, 22, "r2-" + id);
      }
      // Neither counts: before the user's first exposure, and after what is looked at.
      save(id, 0, "");
      save(id, 49, "r2-" + id);
    }
    show("named", "r-named", 1, "one/treatment/override", 3_600, "fresh");
    show("crossed", "r-x1", 1, "one/control", 3_600, "fresh");
    show("crossed", "r-x2", 2, "one/treatment", 3_600, "fresh");
    show("elsewhere", "r-other", 1, "two/control", 3_600, "fresh");
    write();

    Readout readout = run("--experiment=one");

    assertThat(readout.arms())
        .extracting(Readout.ArmView::users, Readout.ArmView::requests, Readout.ArmView::impressions)
        .containsExactly(tuple(20L, 40L, 120L), tuple(20L, 40L, 120L));
    assertThat(readout.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("1 users saw more than one arm"))
        .anySatisfy(warning -> assertThat(warning).contains("1 users were named in overrides"));
    Readout.MetricView saves = readout.metrics().get(0);
    assertThat(saves.arms().get(0).rawValue()).isCloseTo(1.5, within(1e-9));
    assertThat(saves.arms().get(1).rawValue()).isCloseTo(2.5, within(1e-9));
    assertThat(saves.arms().get(1).difference()).isCloseTo(1, within(0.4));
    assertThat(saves.varianceReduction()).as("what they did before tells most").isGreaterThan(0.5);
    assertThat(metric(readout, "saves_per_impression").arms().get(1).rawValue())
        .isCloseTo(50 / 120.0, within(1e-9));
    assertThat(metric(readout, "hides_per_user").arms().get(1).rawValue()).isZero();
    Readout.SplitView split =
        readout.splits().stream()
            .filter(view -> view.by().equals("batch_status"))
            .filter(view -> view.metric().equals("saves_per_request"))
            .findFirst()
            .orElseThrow();
    assertThat(split.segments())
        .extracting(Readout.SegmentView::name)
        .containsExactly("fresh", "stale");
    assertThat(split.segments().get(0).arms().get(1).rawValue()).isCloseTo(1, within(1e-9));
    assertThat(split.segments().get(1).arms().get(1).rawValue()).isCloseTo(1.5, within(1e-9));
    assertThat(split.shares().get(0).byMix()).isCloseTo(0, within(1e-9));
    assertThat(split.shares().get(0).atEqualFreshness()).isCloseTo(0.5, within(1e-9));
    assertThat(readout.splits())
        .extracting(Readout.SplitView::by)
        .contains("batch_age", "live_status");
  }

  @Test
  void withoutImpressionsItIsAReadoutOfNobody() throws IOException {
    Readout readout = run("--experiment=one");

    assertThat(readout.arms()).extracting(Readout.ArmView::users).containsExactly(0L, 0L);
    assertThat(readout.metrics().get(0).arms().get(0).value()).isNull();

    Path file = ReadoutFile.write(folder.resolve("readouts"), readout);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.get("computed_at").asText()).isEqualTo("2026-11-12T00:00:00Z");
    assertThat(json.get("metrics").get(0).get("arms").get(0).get("value").isNull()).isTrue();
    assertThat(ReadoutText.of(readout)).contains("| control | 0 (-) | 50.00% | 0 | 0 |");
  }

  @Test
  void anExperimentThatIsNotThereOrHasNotBegunIsNamed() {
    assertThatThrownBy(() -> run("--experiment=two"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("has no experiment two; it has [one]");
    assertThatThrownBy(() -> run("--experiment=one", "--until=2026-11-09T00:00:00Z"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("starts 2026-11-10T00:00:00Z");
  }

  private static Readout.MetricView metric(Readout readout, String name) {
    return readout.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void show(
      String user, String request, int hour, String arm, long batchAge, String batchStatus) {
    long at = START.plusSeconds(3_600L * hour).toEpochMilli();
    shown.add(
        new ServedRanking(
            new ServedRequest(
                request,
                user,
                Surface.HOME,
                at,
                "ranker",
                Optional.of("ranker-1"),
                Optional.of("pinnerformer-1"),
                Optional.of("pins-1"),
                Map.of("live", arm),
                OptionalLong.of(at - 1000 * batchAge),
                OptionalLong.of(at),
                List.of(),
                new ServedInputs(
                    Optional.of(batchStatus),
                    Optional.of("quiet"),
                    Optional.of(true),
                    OptionalInt.of(3),
                    OptionalLong.of(1),
                    OptionalLong.empty(),
                    Map.of("save", 1f),
                    OptionalLong.empty())),
            List.of(pin("p1"), pin("p2"), pin("p3"))));
  }

  private static ServedPin pin(String id) {
    return new ServedPin(id, Optional.of(0.5f), Map.of("save", 0.5f));
  }

  private void save(String user, int hour, String request) {
    actions.add(
        new Action(
            "e" + actions.size(),
            user,
            "p1",
            ActionType.SAVE,
            Surface.HOME,
            START.plusSeconds(3_600L * hour).toEpochMilli(),
            Action.UNKNOWN_DURATION,
            request.isEmpty() ? Optional.empty() : Optional.of(request)));
  }

  private void write() throws IOException {
    Warehouse warehouse = Warehouse.at(folder.toString());
    ImpressionFiles impressionFiles = new ImpressionFiles(warehouse);
    for (Map.Entry<LocalDate, List<ServedRanking>> day :
        shown.stream().collect(Collectors.groupingBy(impressionFiles::day)).entrySet()) {
      impressionFiles.write(day.getKey(), "some", day.getValue());
    }
    ActionFiles actionFiles = new ActionFiles(warehouse);
    for (Map.Entry<LocalDate, List<Action>> day :
        actions.stream()
            .collect(
                Collectors.groupingBy(
                    action ->
                        LocalDate.ofInstant(
                            Instant.ofEpochMilli(action.occurredAt()), ZoneOffset.UTC)))
            .entrySet()) {
      actionFiles.write(day.getKey(), "some", day.getValue());
    }
  }

  private Readout run(String... flags) throws IOException {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--experimentFile=" + experiments);
    all.add("--warehouse=" + folder);
    ReadoutOptions options = Job.parse(all.toArray(new String[0]), ReadoutOptions.class);
    return RunReadout.run(options, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
