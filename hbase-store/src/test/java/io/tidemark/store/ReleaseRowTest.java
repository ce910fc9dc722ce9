package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;

class ReleaseRowTest {
  /**
   * Each letter publishes the release of that name; d rolls back if there is something to go back
   * to.
   */
  @Property
  void rollbackTakesBackOnePublishAtATime(@ForAll @CharRange(from = 'a', to = 'd') String letters) {
    Deque<String> published = new ArrayDeque<>();
    List<PublishEvent> newestFirst = new ArrayList<>();
    Map<String, Release> releases = new HashMap<>();
    for (String id : letters.split("(?!^)")) {
      releases.put(id, release(id));
      if (id.equals("d") && published.size() > 1) {
        published.pop();
        newestFirst.add(0, event(PublishEvent.Kind.ROLLBACK, published.peek()));
      } else {
        published.push(id);
        newestFirst.add(0, event(PublishEvent.Kind.PUBLISH, id));
      }
    }
    ReleaseRow row = new ReleaseRow(1, Optional.empty(), releases, newestFirst);

    published.poll();
    assertThat(row.before().map(Release::id)).isEqualTo(Optional.ofNullable(published.peek()));
  }

  private static PublishEvent event(PublishEvent.Kind kind, String id) {
    return new PublishEvent("e", kind, "pins", id, Optional.empty(), "test", Instant.EPOCH);
  }

  private static Release release(String id) {
    return new Release(
        "pins", id, id, Instant.EPOCH, Optional.empty(), 0, Map.of(), Map.of(), Instant.EPOCH);
  }
}
