package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.infra.stack.ComponentStatus.State;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the supervisor makes of processes that are not, or no longer, its own. */
class SupervisorTest {
  @TempDir Path root;
  private StackRecords records;
  private Supervisor supervisor;
  private Process foreign;

  @BeforeEach
  void startAForeignProcess() throws Exception {
    StateFolder folder = StateFolder.at(root);
    records = new StackRecords(folder);
    supervisor = new Supervisor(new TidemarkHome(root), folder, StackListener.SILENT);
    foreign = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void endIt() {
    foreign.destroyForcibly();
  }

  @Test
  void aForeignProcessThatHasTheRecordedPidIsSeenAsNotOursAndNeverEnded() {
    record(Instant.now().minus(Duration.ofHours(1)));

    assertThat(supervisor.status(Component.KAFKA).state()).isEqualTo(State.DEAD);
    supervisor.kill(Component.KAFKA);
    supervisor.down(Set.of(Component.KAFKA));

    assertThat(foreign.isAlive()).isTrue();
    assertThat(supervisor.status(Component.KAFKA).state()).isEqualTo(State.STOPPED);
  }

  @Test
  void nothingIsUpAtOnce() {
    assertThat(supervisor.up(Set.of())).isEmpty();
  }

  @Test
  void aLivingProcessThatDoesNotAnswerIsUnresponsive() {
    record(ProcessIdentity.startOf(foreign.toHandle()));

    ComponentStatus status = supervisor.status(Component.KAFKA);

    assertThat(status.state()).isEqualTo(State.UNRESPONSIVE);
    assertThat(status.detail()).contains("no health answer from http://127.0.0.1:1/health");
  }

  @Test
  void downEndsAProcessWhosePidAndStartTimeAreRecorded() {
    record(ProcessIdentity.startOf(foreign.toHandle()));

    supervisor.down(Set.of(Component.KAFKA));

    assertThat(foreign.isAlive()).isFalse();
  }

  private void record(Instant startedAt) {
    records.write(
        Component.KAFKA,
        new ComponentRecord(
            "kafka",
            foreign.pid(),
            startedAt,
            "127.0.0.1:1",
            URI.create("http://127.0.0.1:1/health"),
            "token",
            root.resolve("log/kafka.log"),
            Map.of()));
  }
}
