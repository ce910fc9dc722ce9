package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Everything about one model's releases: it is one row, so that it changes as a whole.
 *
 * <p>Family {@code r}: {@code change} = how often the row has changed (8 bytes), {@code published}
 * = the published release, {@code release/<id>} = a release, {@code event/<reversed change, 8
 * bytes>} = a {@link PublishEvent}, newest first.
 *
 * @param change how often the row has changed
 * @param releases by id
 * @param events newest first
 */
record ReleaseRow(
    long change,
    Optional<Release> published,
    Map<String, Release> releases,
    List<PublishEvent> events) {
  static final byte[] CHANGE = Bytes.toBytes("change");
  static final byte[] PUBLISHED = Bytes.toBytes("published");

  private static final String RELEASE_PREFIX = "release/";
  private static final byte[] RELEASE = Bytes.toBytes(RELEASE_PREFIX);
  private static final byte[] EVENT = Bytes.toBytes("event/");

  static byte[] releaseQualifier(String id) {
    return (RELEASE_PREFIX + RowKeys.requireId("release id", id)).getBytes(UTF_8);
  }

  static byte[] eventQualifier(long change) {
    return ByteBuffer.allocate(EVENT.length + Long.BYTES)
        .put(EVENT)
        .putLong(Long.MAX_VALUE - change)
        .array();
  }

  /** What the row holds; an absent row is a model without releases. */
  static ReleaseRow decode(Result result) {
    if (result.isEmpty()) {
      return new ReleaseRow(0, Optional.empty(), Map.of(), List.of());
    }
    NavigableMap<byte[], byte[]> cells = result.getFamilyMap(Releases.FAMILY);
    Map<String, Release> releases = new LinkedHashMap<>();
    List<PublishEvent> events = new ArrayList<>();
    cells.forEach(
        (qualifier, value) -> {
          if (Bytes.startsWith(qualifier, RELEASE)) {
            Release release = JsonCodec.decode(Release.class, value);
            releases.put(release.id(), release);
          } else if (Bytes.startsWith(qualifier, EVENT)) {
            events.add(JsonCodec.decode(PublishEvent.class, value));
          }
        });
    return new ReleaseRow(
        Bytes.toLong(cells.get(CHANGE)),
        Optional.ofNullable(cells.get(PUBLISHED))
            .map(value -> JsonCodec.decode(Release.class, value)),
        releases,
        events);
  }

  boolean wasEverPublished(String releaseId) {
    return events.stream().anyMatch(event -> event.releaseId().equals(releaseId));
  }

  /**
   * The release that was published before the one that is: each rollback takes back one publish, so
   * two in a row go back two.
   */
  Optional<Release> before() {
    Deque<String> trail = new ArrayDeque<>();
    for (int i = events.size() - 1; i >= 0; i--) {
      switch (events.get(i).kind()) {
        case PUBLISH -> trail.push(events.get(i).releaseId());
        case ROLLBACK -> trail.pop();
      }
    }
    trail.poll();
    return Optional.ofNullable(trail.peek()).map(releases::get);
  }
}
