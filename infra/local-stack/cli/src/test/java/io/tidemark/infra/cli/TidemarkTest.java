package io.tidemark.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line as its user sees it, without starting anything. */
class TidemarkTest {
  @TempDir Path state;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCommandHasHelpThatSaysWhatItDoes() {
    for (CommandLine command : Tidemark.commandLine().getSubcommands().values()) {
      assertThat(run(command.getCommandName(), "--help")).isZero();
      assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    }
    assertThat(out.toString()).contains("Usage: tidemark up", "--state=DIR", "record-live-actions");
  }

  @Test
  void everyTaskOfEveryWorkflowIsACommandOfOurs() {
    DataDay day = new DataDay(LocalDate.of(2026, 11, 20));
    for (Workflow workflow : Workflows.all()) {
      for (Task task : workflow.tasks()) {
        assertThatCode(
                () ->
                    Tidemark.commandLine()
                        .parseArgs(task.command().forDay(day).toArray(new String[0])))
            .as("%s of %s", task.id(), workflow.id())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aRunIsNamedByItsDayOrByItsId() {
    assertThat(run("workflow", "watch", "daily_embeddings")).isEqualTo(2);
    assertThat(err.toString()).contains("--date", "--run");
  }

  @Test
  void aDayOrInstantThatIsNoneIsRefusedWithOneThatIs() {
    assertThat(run("workflow", "run", "daily_embeddings", "--date", "2026-99-01")).isEqualTo(2);
    assertThat(run("seal", "--as-of", "yesterday")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--date", "'2026-99-01' is not a day: give one such as 2026-11-20")
        .contains("--as-of", "'yesterday' is not an instant: give one such as 2026-11-21T00:00:00Z")
        .doesNotContain("java.time");
  }

  @Test
  void withoutACommandTheUsageIsShownAsAMistake() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required subcommand", "status");
  }

  @Test
  void anUnknownComponentIsAMistakeThatNamesTheKnownOnes() {
    assertThat(run("up", "hbse", "--state", state.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("'hbse'", "hbase, kafka, hive");
  }

  @Test
  void statusOfAnEmptyFolderSaysThatNothingRuns() {
    assertThat(run("status", "--state", state.toString())).isEqualTo(3);
    assertThat(out.toString()).containsPattern("hbase +stopped").containsPattern("api +stopped");
  }

  @Test
  void whatStatusDoesNotKnowIsNullInJson() {
    assertThat(run("status", "--json", "--state", state.toString())).isEqualTo(3);
    assertThat(out.toString())
        .contains("\"component\" : \"kafka\"", "\"state\" : \"stopped\"", "\"pid\" : null");
  }

  @Test
  void logsOfAComponentThatNeverRanSaysSo() {
    assertThat(run("logs", "hive", "--state", state.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("hive has no log yet", "./tidemark up hive");
  }

  @Test
  void resetDeletesWhatTheStackLeftAndNothingElse() throws Exception {
    Files.createDirectories(state.resolve("kafka/logs"));
    Files.writeString(state.resolve("kafka/logs/segment"), "x");
    Files.writeString(state.resolve("mine.txt"), "kept");

    assertThat(run("reset", "--yes", "--state", state.toString())).isZero();

    assertThat(state)
        .isDirectoryNotContaining("glob:**kafka")
        .isDirectoryContaining("glob:**mine.txt");
  }

  @Test
  void aFileOfExperimentsIsRefusedWithThePlaceOfEachProblem() throws Exception {
    Path file =
        Files.writeString(
            state.resolve("experiments.yml"),
            """
            holdout: {salt: h, share: 200%}
            layers:
              - {name: a, salt: s, experimentz: []}
            """);

    assertThat(run("experiments", "validate", "--state", state.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            file + ":1:27: holdout.share is 200%: write 0% to 100%",
            file + ":3:24: layers[0].experimentz is not known here");
  }

  @Test
  void aUsersArmsAreThoseOfTheFileAtThatTime() throws Exception {
    Path example =
        Path.of(System.getProperty("tidemark.home")).resolve("infra/experiments.example.yml");

    assertThat(run("experiments", "validate", example.toString())).isZero();
    assertThat(
            run(
                "experiments",
                "assign",
                "u42",
                "--file=" + example,
                "--at=2026-11-22T00:00:00Z",
                "--surface=search"))
        .isZero();

    assertThat(out.toString())
        .contains(
            "experiments.example.yml can be used",
            "how-much-realtime/no-live/override  sets live",
            "hides-count-double/as-it-is  as the server is");
  }

  private int run(String... args) {
    CommandLine commandLine = Tidemark.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
