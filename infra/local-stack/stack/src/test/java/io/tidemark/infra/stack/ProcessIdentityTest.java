package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  private static final ProcessHandle SELF = ProcessHandle.current();

  @Test
  void aProcessIsFoundByItsPidAndStartTime() {
    assertThat(ProcessIdentity.find(SELF.pid(), ProcessIdentity.startOf(SELF))).contains(SELF);
  }

  @Test
  void anotherProcessThatWasGivenTheSamePidIsNotFound() {
    Instant earlier = ProcessIdentity.startOf(SELF).minus(Duration.ofMinutes(1));

    assertThat(ProcessIdentity.find(SELF.pid(), earlier)).isEmpty();
  }

  @Test
  void aProcessThatHasEndedIsNotFound() throws Exception {
    Process process = new ProcessBuilder("true").start();
    Instant started = Instant.now();
    process.waitFor();

    assertThat(ProcessIdentity.find(process.pid(), started)).isEmpty();
  }
}
