package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildPinsTest {
  static final LocalDate DAY = LocalDate.of(2024, 1, 2);

  @TempDir private Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void logIntoFileSystems() {
    warehouse = Warehouse.at(folder.toString());
    options();
  }

  @Test
  void whatIsBuiltIsReadBackAndTheSameLogUpToTheAsOfGivesTheSameRelease() throws IOException {
    List<Action> actions = tastes();
    write("a", actions);
    PinVectors first = BuildPins.build(options("--dimension=4", "--window=3"));

    PinVectors read = ReadPins.read(warehouse, first.version());
    assertThat(read.ids()).isEqualTo(first.ids());
    assertThat(read.vector(0)).isEqualTo(first.vector(0));
    assertThat(first.version()).matches("pins-20240103T000000Z-[0-9a-f]{6}");
    int cat = first.indexOf("cat1");
    assertThat(cosine(first.vector(cat), first.vector(first.indexOf("cat2"))))
        .isGreaterThan(cosine(first.vector(cat), first.vector(first.indexOf("car2"))) + 0.3);
    assertThat(first.actions(cat))
        .isEqualTo(actions.stream().filter(action -> action.pinId().equals("cat1")).count());

    Collections.shuffle(actions, new Random(5));
    write("a", actions);
    Action late = Actions.save("late", "cat0", "new", "2024-01-03T00:00:00Z");
    new ActionFiles(warehouse).write(DAY.plusDays(1), "late", List.of(late));
    PinVectors second = BuildPins.build(options("--dimension=4", "--window=3"));
    assertThat(second.version()).isEqualTo(first.version());
    assertThat(second.indexOf("new")).isEqualTo(PinVectors.UNKNOWN);
    assertThat(released()).containsExactly("release=" + first.version());
  }

  @Test
  void aLogWithoutNeighboursIsExplainedAndLeavesNothingBehind() throws IOException {
    write("a", List.of(Actions.save("e", "ann", "p", "2024-01-02T00:00:00Z")));
    assertThatThrownBy(() -> BuildPins.build(options()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("no user acted on two pins");
    assertThat(released()).isEmpty();
  }

  @Test
  void wrongDatesNameTheFlag() {
    assertThatThrownBy(() -> BuildPins.build(options("--asOf=yesterday")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--asOf");
    assertThatThrownBy(() -> BuildPins.build(options("--from=2024-13-01")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--from");
  }

  /** What lies in the table's folder, hidden folders included. */
  private List<String> released() throws IOException {
    Path table = folder.resolve("pins");
    if (!Files.exists(table)) {
      return List.of();
    }
    try (var names = Files.list(table)) {
      return names.map(path -> path.getFileName().toString()).toList();
    }
  }

  private void write(String file, List<Action> actions) throws IOException {
    new ActionFiles(warehouse).write(DAY, file, actions);
  }

  private BuildPinsOptions options(String... flags) {
    List<String> all = new ArrayList<>(List.of("--warehouse=" + folder));
    Collections.addAll(all, flags);
    if (all.stream().noneMatch(flag -> flag.startsWith("--asOf="))) {
      all.add("--asOf=2024-01-03T00:00:00Z");
    }
    return Job.parse(all.toArray(String[]::new), BuildPinsOptions.class);
  }

  /** Twenty users who like cats and twenty who like cars, eight pins each. */
  static List<Action> tastes() {
    Random random = new Random(1);
    List<Action> actions = new ArrayList<>();
    for (String taste : List.of("cat", "car")) {
      for (int user = 0; user < 20; user++) {
        for (int step = 0; step < 12; step++) {
          String id = taste + user + "-" + step;
          String pin = (random.nextInt(10) == 0 ? "both" : taste) + random.nextInt(8);
          actions.add(
              Actions.save(id, taste + user, pin, "2024-01-02T00:%02d:00Z".formatted(step)));
        }
      }
    }
    return actions;
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    assertThat(sum).isCloseTo(0, within(1.001));
    return sum;
  }
}
