package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.sequences.SequenceParquet;
import io.tidemark.pipelines.sequences.ShardReader;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingUsersTest {
  private static final int USERS = 30;

  @TempDir private Path folder;

  @Test
  void timelinesAreReadBackAsTheyWereWritten() throws IOException {
    List<Timeline> timelines = Tiny.timelines(USERS);
    List<Timeline> read = new ArrayList<>();
    for (String file : write(timelines)) {
      try (ShardReader rows = ShardReader.open(file)) {
        for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
          read.add(SequenceParquet.toTimeline(row));
        }
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(timelines);
  }

  @Test
  void everyRoundBringsEveryUserOnceInAnotherOrder() throws IOException {
    List<String> files = write(Tiny.timelines(USERS));
    TrainingUsers users = new TrainingUsers(files, Tiny.pins(), PositiveActions.standard());
    List<String> inOrder = new ArrayList<>();
    users.forEach(user -> inOrder.add(user.userId()));
    assertThat(files).hasSize(3);
    assertThat(inOrder).hasSize(USERS).doesNotHaveDuplicates();

    for (int buffer : new int[] {1, 7, 1_000}) {
      try (TrainingUsers.Shuffled shuffled = users.shuffled(buffer, 1)) {
        List<String> first = round(shuffled);
        List<String> second = round(shuffled);
        assertThat(new HashSet<>(first)).hasSize(USERS);
        assertThat(new HashSet<>(second)).hasSize(USERS);
        if (buffer > 1) {
          assertThat(second).isNotEqualTo(first);
        }
      }
    }
  }

  @Test
  void withoutUsersThereIsNoNext() throws IOException {
    try (TrainingUsers.Shuffled none =
        new TrainingUsers(List.of(), Tiny.pins(), PositiveActions.standard()).shuffled(5, 1)) {
      assertThat(none.hasNext()).isFalse();
    }
  }

  private List<String> write(List<Timeline> timelines) {
    return LocalPipeline.run(
        pipeline ->
            pipeline
                .apply(Create.of(timelines).withCoder(TimelineCoder.of()))
                .apply(new WriteTimelines(folder.toString(), 3)));
  }

  private static List<String> round(TrainingUsers.Shuffled shuffled) {
    List<String> round = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      round.add(shuffled.next().userId());
    }
    return round;
  }
}
