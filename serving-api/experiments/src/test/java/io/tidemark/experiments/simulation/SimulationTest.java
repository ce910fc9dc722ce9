package io.tidemark.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ServerAbilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final double ALPHA = 0.05;
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  @Test
  void aMillionUsersGetTheirArmsAndLayersAreIndependent() throws Exception {
    Experiments experiments =
        ExperimentsFile.parse(
            """
            holdout: {salt: held, share: 5%}
            layers:
              - name: a
                salt: a
                experiments:
                  - {id: one, traffic: 40%, start: 2026-11-01T00:00:00Z, arms: [{name: x}, {name: y}]}
                  - {id: two, traffic: 60%, start: 2026-11-01T00:00:00Z, arms: [{name: x, weight: 2}, {name: y}, {name: z}]}
              - name: b
                salt: b
                experiments:
                  - id: three
                    traffic: 100%
                    start: 2026-11-01T00:00:00Z
                    ramp: [{at: 2026-11-01T00:00:00Z, share: 50%}]
                    arms: [{name: x}, {name: y}]
            """,
            ServerAbilities.DEFAULT);

    AssignmentSimulation.Outcome outcome =
        new AssignmentSimulation(experiments, 1_000_000, NOW).run();

    assertThat(outcome.heldOut()).isBetween(49_346L, 50_654L);
    assertThat(outcome.arms())
        .hasSize(7)
        .allSatisfy(arm -> assertThat(Math.abs(arm.sigmas())).isLessThan(3));
    assertThat(outcome.pairs())
        .hasSize(1)
        .allSatisfy(pair -> assertThat(pair.pValue()).isGreaterThan(0.01));
  }

  @Test
  void layersOfOneSaltWouldBeSeenToDependOnEachOther() throws Exception {
    String two =
        """
        layers:
          - {name: a, salt: SALT, experiments: [{id: one, traffic: 50%, start: 2026-11-01T00:00:00Z, arms: [{name: x}, {name: y}]}]}
          - {name: b, salt: b, experiments: [{id: two, traffic: 50%, start: 2026-11-01T00:00:00Z, arms: [{name: x}, {name: y}]}]}
        """;
    Experiments sound = ExperimentsFile.parse(two.replace("SALT", "a"), ServerAbilities.DEFAULT);
    Experiments alike =
        new Experiments(
            sound.holdout(),
            sound.layers().stream()
                .map(layer -> new Layer(layer.name(), "same", layer.experiments()))
                .toList());

    assertThat(new AssignmentSimulation(alike, 20_000, NOW).run().pairs().get(0).pValue())
        .isLessThan(1e-9);
    assertThat(new AssignmentSimulation(sound, 20_000, NOW).run().pairs().get(0).pValue())
        .isGreaterThan(0.01);
  }

  @Test
  void oneInTwentyOfEqualArmsDiffersHoweverOftenOneLooksAsPlanned() {
    NullSimulation.Outcome outcome = new NullSimulation(1_000, 800, 8, ALPHA, 1).run();

    assertThat(outcome.once()).isCloseTo(ALPHA, within(0.015));
    assertThat(outcome.planned()).isCloseTo(ALPHA, within(0.015));
    assertThat(outcome.alwaysValid()).isLessThan(ALPHA);
    assertThat(outcome.naive()).as("what the corrections are for").isGreaterThan(0.12);
  }

  @Test
  void intervalsHoldTheTrueLiftAsOftenAsTheySay() {
    LiftSimulation.Outcome outcome = new LiftSimulation(1_000, 2_000, 0.05, ALPHA, 1).run();

    assertThat(outcome.adjusted().covered()).isCloseTo(0.95, within(0.02));
    assertThat(outcome.unadjusted().covered()).isCloseTo(0.95, within(0.02));
    assertThat(outcome.adjusted().width()).isLessThan(0.75 * outcome.unadjusted().width());
    assertThat(outcome.adjusted().estimate()).isCloseTo(0.05, within(0.01));
  }

  @Test
  void usersLostFromOneArmAreSeen() {
    LossSimulation.Outcome outcome = new LossSimulation(200, 10_000, 0.15, 1).run();

    assertThat(outcome.caught()).isGreaterThan(0.99);
    assertThat(outcome.falseAlarms()).isLessThan(0.01);
  }

  @Test
  void theExampleInTheRepositoryCanBeUsed() throws Exception {
    Path example =
        Path.of(System.getProperty("tidemark.home")).resolve("infra/experiments.example.yml");

    Experiments experiments =
        ExperimentsFile.parse(Files.readString(example), ServerAbilities.DEFAULT);

    assertThat(experiments.all()).hasSize(3);
  }
}
