package io.tidemark.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private int run(String... args) {
    CommandLine commandLine = Tidemark.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
