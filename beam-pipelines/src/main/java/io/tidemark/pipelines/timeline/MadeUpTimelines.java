package io.tidemark.pipelines.timeline;

import io.tidemark.pipelines.storage.ReadParts;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Users that are made up where they are read, for measuring; nothing of them is kept. */
public final class MadeUpTimelines {
  private MadeUpTimelines() {}

  /** Makes a user up; the same number is the same user. */
  public interface Maker extends Serializable {
    Timeline make(long user);
  }

  /**
   * Users as a collection.
   *
   * @param users numbered from 0
   * @param every only each so many of them, beginning with the first
   * @param usersAtOnce that one worker makes before it asks for more
   */
  public static PTransform<PBegin, PCollection<Timeline>> of(
      long users, int every, int usersAtOnce, Maker maker) {
    List<Long> first =
        LongStream.iterate(0, user -> user < users, user -> user + usersAtOnce).boxed().toList();
    return ReadParts.of(
        first,
        part -> {
          Iterator<Long> some =
              LongStream.range(part, Math.min(users, part + usersAtOnce))
                  .filter(user -> user % every == 0)
                  .iterator();
          return new ReadParts.Elements<Timeline>() {
            @Override
            public Optional<Timeline> next() {
              return some.hasNext() ? Optional.of(maker.make(some.next())) : Optional.empty();
            }

            @Override
            public void close() {}
          };
        },
        TimelineCoder.of());
  }
}
