package io.tidemark.serving.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.Duration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ServerAbilities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsWatchTest {
  private static final String GOOD =
      """
      layers:
        - name: a
          salt: s
          experiments:
            - id: one
              traffic: 100%
              start: 2026-11-01T00:00:00Z
              arms: [{name: x}, {name: y, parameters: {head_weights: {hide: -2}}}]
      """;

  @TempDir private Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<ServerAbilities> abilities =
      new AtomicReference<>(ServerAbilities.DEFAULT);
  private final List<Experiments> followed = new ArrayList<>();
  private Path file;
  private ExperimentsWatch watch;

  @BeforeEach
  void watch() {
    file = folder.resolve("experiments.yml");
    watch =
        new ExperimentsWatch(
            new ExperimentsConfiguration(file.toString(), Duration.seconds(1), null),
            abilities::get,
            followed::add,
            Clock.systemUTC(),
            meters);
  }

  @Test
  void whatTheFileSaysRunsAsSoonAsItIsThereAndEndsWithIt() throws IOException {
    watch.lookAgain();
    assertThat(ids()).isEmpty();
    assertThat(watch.problems()).isEmpty();

    write(GOOD);
    assertThat(ids()).containsExactly("one");
    assertThat(meters.get("tidemark.experiments.running").gauge().value()).isEqualTo(1);

    write(GOOD.replace("id: one", "id: two"));
    assertThat(ids()).containsExactly("two");

    Files.delete(file);
    watch.lookAgain();
    assertThat(ids()).isEmpty();
    assertThat(watch.report().loadedAt()).isEmpty();
    assertThat(followed).last().isEqualTo(Experiments.NONE);
  }

  @Test
  void aFileThatCannotBeUsedChangesNothingAndSaysWhy() throws IOException {
    write(GOOD);
    Experiments before = watch.running();

    write(GOOD.replace("traffic: 100%", "traffic: 200%"));
    watch.lookAgain();

    assertThat(watch.running()).isSameAs(before);
    assertThat(watch.report().problems().get(0).line()).isEqualTo(6);
    assertThat(watch.problems())
        .singleElement()
        .asString()
        .contains("what ran before runs on", "6:18", "traffic is 200%");
    assertThat(meters.get("tidemark.experiments.file.ok").gauge().value()).isZero();
    assertThat(reloads("refused")).as("looked at twice, refused once").isEqualTo(1);

    write(GOOD);
    assertThat(watch.problems()).isEmpty();
    assertThat(meters.get("tidemark.experiments.file.ok").gauge().value()).isEqualTo(1);
  }

  @Test
  void whateverIsWrittenIntoTheFileNothingButAWholeOneRuns() throws IOException {
    write(GOOD);
    Experiments before = watch.running();
    SplittableRandom random = new SplittableRandom(3);
    String damage = "\n\t{}[]:-&*%\u0000é\"'";

    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(GOOD.length());
      char with = damage.charAt(random.nextInt(damage.length()));
      write(
          GOOD.substring(0, at)
              + with
              + GOOD.substring(at + 1 + random.nextInt(20) % (GOOD.length() - at)));
      if (watch.report().problems().isEmpty()) {
        before = watch.running();
      } else {
        assertThat(watch.running()).isSameAs(before);
        assertThat(watch.report().problems().get(0).line()).isPositive();
      }
    }
    Files.write(file, new byte[] {(byte) 0xc3, (byte) 0x28});
    watch.lookAgain();
    assertThat(watch.running()).isSameAs(before);
    assertThat(watch.problems().get(0)).contains("no text in UTF-8");
  }

  @Test
  void whatTheServerCanDoIsJudgedAnewWhenItChanges() throws IOException {
    write(GOOD);
    Experiments before = watch.running();

    abilities.set(ServerAbilities.DEFAULT.withHeads(Set.of("save")));
    watch.lookAgain();

    assertThat(watch.running()).isSameAs(before);
    assertThat(watch.problems().get(0)).contains("head_weights.hide is not known here");
  }

  private void write(String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    watch.lookAgain();
  }

  private List<String> ids() {
    return watch.running().all().map(Experiment::id).toList();
  }

  private double reloads(String outcome) {
    return meters.get("tidemark.experiments.reloads").tag("outcome", outcome).counter().count();
  }
}
