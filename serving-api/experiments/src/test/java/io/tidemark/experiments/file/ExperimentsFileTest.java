package io.tidemark.experiments.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentsFileTest {
  /** Everything that a file may say, each field on a line of its own. */
  static final String WHOLE =
      """
      holdout:
        salt: held
        share: 2%
      layers:
        - name: live
          salt: live-1
          experiments:
            - id: short
              description: a question?
              salt: short-1
              traffic: 40%
              from: 10%
              start: 2026-11-01T00:00:00Z
              end: 2026-12-01T00:00:00Z
              ramp:
                - at: 2026-11-01T00:00:00Z
                  share: 10%
                - at: 2026-11-03T00:00:00Z
                  share: 100%
              targeting:
                surfaces: [home, related]
                users: [u1, 42]
                user_hash:
                  salt: beta
                  share: 50%
                batch: [fresh, stale]
                live: [quiet]
              overrides:
                u42: few
              control: all
              arms:
                - name: all
                  weight: 3
                - name: few
                  weight: 1
                  parameters:
                    embedding_model: pinnerformer
                    cadence: batch
                    live: true
                    live_length: 20
                    window_mask: 5m
        - name: utility
          salt: utility-1
          experiments:
            - id: hides
              traffic: 100%
              start: 2026-11-01T00:00:00Z
              arms:
                - name: as-it-is
                - name: double
                  parameters:
                    ranker_release: ranker-2
                    head_weights:
                      hide: -2
                      save: 1.5
      """;

  @Test
  void everythingThatAFileMaySayIsRead() throws Exception {
    Experiments experiments = parse(WHOLE);

    assertThat(experiments.holdout().orElseThrow().share()).isEqualTo(0.02);
    Experiment experiment = experiments.find("short").orElseThrow();
    assertThat(experiment.segment().from()).isEqualTo(0.1);
    assertThat(experiment.segment().share()).isEqualTo(0.4);
    assertThat(experiment.schedule().part(Instant.parse("2026-11-02T00:00:00Z"))).isEqualTo(0.1);
    assertThat(experiment.targeting().surfaces()).containsOnly(Surface.HOME, Surface.RELATED);
    assertThat(experiment.targeting().users()).containsOnly("u1", "42");
    assertThat(experiment.overrides()).containsEntry("u42", "few");
    assertThat(experiment.share(experiment.controlArm())).isEqualTo(0.75);
    assertThat(experiment.arm("few").orElseThrow().parameters().windowMask())
        .contains(Duration.ofMinutes(5));
    assertThat(experiment.parameters())
        .containsExactly("cadence", "embedding_model", "live", "live_length", "window_mask");
    assertThat(
            experiments
                .find("hides")
                .orElseThrow()
                .arm("double")
                .orElseThrow()
                .parameters()
                .headWeights())
        .containsEntry("hide", -2f)
        .containsEntry("save", 1.5f);
  }

  @Test
  void experimentsOfALayerFollowOneAnotherUnlessTheFileSaysOtherwise() throws Exception {
    Experiments experiments =
        parse(
            """
            layers:
              - name: a
                salt: s
                experiments:
                  - {id: one, traffic: 30%, start: 2026-11-01T00:00:00Z, arms: [{name: x}, {name: y}]}
                  - {id: two, traffic: 30%, start: 2026-11-01T00:00:00Z, arms: [{name: x}, {name: y}]}
            """);

    assertThat(experiments.find("two").orElseThrow().segment().from()).isEqualTo(0.3);
  }

  /** Text of {@link #WHOLE}, what to write instead, and what must be said of that very place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "share: 2% | share: 102% | holdout.share is 102%",
        "share: 2% | share: 2 | holdout.share is '2', no share",
        "salt: held | sallt: held | holdout.sallt is not known here",
        "- name: live | - name: Live! | layers[0].name is 'Live!'",
        "- name: live | - name: holdout | layers[0].name is the name that the holdout has",
        "salt: live-1 | salt: held | layers[0].salt is also that of holdout",
        "traffic: 40% | traffic: 95% | layers[0].experiments[0].traffic goes from 10.0000% to 105.000%",
        "start: 2026-11-01T00:00:00Z | start: yesterday | layers[0].experiments[0].start is 'yesterday', no instant",
        "start: 2026-11-01T00:00:00Z | start: 1026-11-01T00:00:00Z | layers[0].experiments[0].start is 1026-11-01",
        "end: 2026-12-01T00:00:00Z | end: 2026-10-01T00:00:00Z | layers[0].experiments[0].end is not after start",
        "at: 2026-11-03T00:00:00Z | at: 2026-11-01T00:00:00Z | layers[0].experiments[0].ramp[1].at is not after",
        "at: 2026-11-03T00:00:00Z | at: 2027-11-03T00:00:00Z | layers[0].experiments[0].ramp[1].at lies outside",
        "share: 100% | share: 5% | layers[0].experiments[0].ramp[1].share is less than",
        "[home, related] | [home, kitchen] | layers[0].experiments[0].targeting.surfaces[1] is 'kitchen'",
        "[home, related] | [home, home] | layers[0].experiments[0].targeting.surfaces[1] is there twice",
        "[home, related] | [] | layers[0].experiments[0].targeting.surfaces is empty",
        "[home, related] | home | layers[0].experiments[0].targeting.surfaces is no list",
        "batch: [fresh, stale] | batch: [fresh, quiet] | layers[0].experiments[0].targeting.batch[1] is 'quiet'",
        "u42: few | u42: none | layers[0].experiments[0].overrides.u42 is 'none'",
        "control: all | control: everything | layers[0].experiments[0].control is 'everything'",
        "weight: 3 | weight: 0 | layers[0].experiments[0].arms[0].weight is 0",
        "weight: 3 | weight: heavy | layers[0].experiments[0].arms[0].weight is 'heavy', no number",
        "- name: few | - name: all | layers[0].experiments[0].arms[1].name is another arm's",
        "embedding_model: pinnerformer | embedding_model: word2vec | layers[0].experiments[0].arms[1].parameters.embedding_model is 'word2vec'",
        "cadence: batch | cadence: realtime | layers[0].experiments[0].arms[1].parameters.cadence is realtime, and the server",
        "cadence: batch | cadence: hourly | layers[0].experiments[0].arms[1].parameters.cadence is 'hourly'",
        "live: true | live: maybe | layers[0].experiments[0].arms[1].parameters.live is 'maybe'",
        "live_length: 20 | live_length: 101 | layers[0].experiments[0].arms[1].parameters.live_length is 101",
        "live_length: 20 | live_length: 2.5 | layers[0].experiments[0].arms[1].parameters.live_length is no whole number",
        "window_mask: 5m | window_mask: 5 minutes | layers[0].experiments[0].arms[1].parameters.window_mask is '5 minutes', no duration",
        "window_mask: 5m | window_mask: 31d | layers[0].experiments[0].arms[1].parameters.window_mask is 31d",
        "hide: -2 | bookmark: -2 | layers[1].experiments[0].arms[1].parameters.head_weights.bookmark is not known here",
        "hide: -2 | hide: .inf | layers[1].experiments[0].arms[1].parameters.head_weights.hide is '.inf', no number",
        "ranker_release: ranker-2 | live_length: 5 | layers[1].experiments[0].arms[1].parameters.live_length is set in the layer live, too",
        "traffic: 100% | trafic: 100% | layers[1].experiments[0].trafic is not known here",
        "- name: double | - weight: 1 | layers[1].experiments[0].arms[1] has no name",
      })
  void whatIsWrongIsToldWithItsPlaceAndItsName(String good, String bad, String told) {
    assertThat(WHOLE).contains(good);
    int at = WHOLE.indexOf(good);
    String before = WHOLE.substring(0, at);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');

    List<FileProblem> problems = refused(before + bad + WHOLE.substring(at + good.length()));

    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.toString()).contains(told);
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.column()).isBetween(column, column + bad.length());
            });
  }

  /** The same where the place is that of the second of two that do not go together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: short | id: hides | is also that of layers[0].experiments[0].id",
        "salt: short-1 | salt: utility-1 | is also that of layers[0].experiments[0].salt",
        "live: true | live: false | layers[0].experiments[0].arms[1].parameters.live_length says nothing while live is false",
        "hide: -2 | save: -2 | layers[1].experiments[0].arms[1].parameters.head_weights.save is there twice",
      })
  void ofTwoThatDoNotGoTogetherTheSecondIsNamed(String good, String bad, String told) {
    assertThat(WHOLE).contains(good);

    assertThat(problems(WHOLE.replace(good, bad)))
        .anySatisfy(problem -> assertThat(problem).contains(told));
  }

  /** A required line that is missing, by how it begins. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "  salt: held",
        "  share: 2%",
        "    salt: live-1",
        "        traffic: 40%",
        "        start: 2026-11-01T00:00:00Z",
        "            share: 10%",
        "            share: 50%",
        "    salt: utility-1",
        "        traffic: 100%",
      })
  void whatIsMissingIsNamed(String line) {
    String without =
        WHOLE.lines().filter(one -> !one.startsWith(line)).collect(Collectors.joining("\n"));
    assertThat(without.length()).isLessThan(WHOLE.length() - 1);
    String field = line.strip().substring(0, line.strip().indexOf(':'));

    assertThat(problems(without))
        .anySatisfy(
            problem -> assertThat(problem).matches("(?s)\\d+:\\d+: .* has no " + field + ": .*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "layers",
        "[]",
        "layers: {}",
        "layers: [",
        "layers: []\n---\nlayers: []",
        "layers: &a [*a]",
        "a: &a [1]\nlayers: *a",
        "layers: []\nlayers: []",
        "layers: [{name: a, salt: b, experiments: [{}]}]",
        "? [a]\n: b",
        "layers: !!java.io.File x",
        "layers: []\nmore: 1",
        "layers: \"\\q\"",
        "layers: [\u0007]",
        "\tlayers: []",
      })
  void whatIsNoFileOfExperimentsIsRefused(String text) {
    assertThat(problems(text)).isNotEmpty();
  }

  @Test
  void whatNestsWithoutEndIsRefusedBeforeItIsBuilt() {
    assertThat(problems("layers: " + "[".repeat(50_000) + "]".repeat(50_000)).get(0))
        .startsWith("1:40: this is no YAML that can be read: this lies deeper than 32 levels");
    assertThat(problems("layers: []" + " ".repeat(Yaml.MAX_CHARACTERS)).get(0))
        .contains("the file has 1048586 characters");
  }

  @Test
  void severalProblemsAreToldAtOnceInTheOrderOfTheFile() {
    String text =
        WHOLE
            .replace("share: 2%", "share: 200%")
            .replace("control: all", "control: x")
            .replace("hide: -2", "hide: x");

    assertThat(problems(text))
        .extracting(problem -> problem.split(" ")[1])
        .containsExactly(
            "holdout.share",
            "layers[0].experiments[0].control",
            "layers[1].experiments[0].arms[1].parameters.head_weights.hide");
  }

  @Test
  void twoExperimentsMayHaveTheSameUsersOneAfterTheOther() throws Exception {
    String together =
        """
        layers:
          - name: a
            salt: s
            experiments:
              - {id: one, traffic: 60%, start: 2026-11-01T00:00:00Z, end: 2026-11-08T00:00:00Z, overrides: {u1: x}, arms: [{name: x}, {name: y}]}
              - {id: two, traffic: 60%, from: 0%, start: 2026-11-07T00:00:00Z, overrides: {u1: x}, arms: [{name: x}, {name: y}]}
        """;

    assertThat(problems(together))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("6:33", "takes users that one has at the same time"))
        .anySatisfy(problem -> assertThat(problem).contains("names u1, whom one names"));
    assertThat(parse(together.replace("2026-11-07", "2026-11-08")).all()).hasSize(2);
  }

  /** Any change of a few characters is either harmless or refused with a place in the file. */
  @Property(tries = 3_000)
  void aDamagedFileIsRefusedWithAPlaceOrMeansSomething(
      @ForAll @IntRange(min = 0, max = 100_000) int where,
      @ForAll @IntRange(min = 0, max = 12) int removed,
      @ForAll("damage") String inserted) {
    int at = where % WHOLE.length();
    String damaged =
        WHOLE.substring(0, at) + inserted + WHOLE.substring(Math.min(WHOLE.length(), at + removed));
    try {
      assertThat(parse(damaged)).isNotNull();
    } catch (ExperimentsFileException refused) {
      long lines = damaged.chars().filter(c -> c == '\n').count() + 1;
      assertThat(refused.problems())
          .isNotEmpty()
          .allSatisfy(
              problem -> {
                assertThat(problem.line()).isBetween(1, (int) lines);
                assertThat(problem.column()).isPositive();
                assertThat(problem.message()).isNotBlank();
                assertThat(problem.fix()).isNotBlank();
              });
    }
  }

  @Provide
  Arbitrary<String> damage() {
    return Arbitraries.strings()
        .withChars("\n\t :-[]{}&*!|>%@`'\"#,?0aZ~\u0000\u00e9\ud83c")
        .ofMaxLength(6);
  }

  @Test
  void headsAreThoseOfTheServer() throws Exception {
    ServerAbilities two = ServerAbilities.DEFAULT.withHeads(Set.of("save", "close_up"));

    ExperimentsFileException refused =
        catchThrowableOfType(
            ExperimentsFileException.class, () -> ExperimentsFile.parse(WHOLE, two));

    assertThat(refused)
        .hasMessageContaining("head_weights.hide is not known here: write one of close_up, save");
    assertThat(
            ExperimentsFile.parse(
                WHOLE.replace("cadence: batch", "cadence: realtime"), ServerAbilities.DEFAULT))
        .isNotNull();
  }

  private static Experiments parse(String text) throws ExperimentsFileException {
    return ExperimentsFile.parse(text, ServerAbilities.DEFAULT.withRealtime(false));
  }

  private static List<String> problems(String text) {
    return refused(text).stream().map(FileProblem::toString).toList();
  }

  private static List<FileProblem> refused(String text) {
    ExperimentsFileException refused =
        catchThrowableOfType(ExperimentsFileException.class, () -> parse(text));
    assertThat(refused).as("refused: %s", text).isNotNull();
    return refused.problems();
  }
}
