package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class UserHistoriesIT {
  private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");

  private final StoreConnection connection;
  private final UserHistories histories;

  UserHistoriesIT(StoreConnection connection) {
    this.connection = connection;
    this.histories = new UserHistories(connection);
  }

  @Test
  void aHistoryIsReadByTheAsOfOfItsEmbeddingOnly() {
    UserHistory monday = history(AS_OF, "p1");
    UserHistory tuesday = history(AS_OF.plusSeconds(86_400), "p2");
    histories.write(List.of(monday));
    histories.write(List.of(tuesday));
    histories.write(List.of(tuesday));
    assertThat(histories.readAsync("historian", AS_OF).join()).contains(monday);
    assertThat(histories.readAsync("historian", tuesday.asOf()).join()).contains(tuesday);
    assertThat(histories.readAsync("historian", AS_OF.plusSeconds(1)).join()).isEmpty();
    assertThat(histories.readAsync("nobody", AS_OF).join()).isEmpty();
  }

  @Test
  void usersAreDrawnWithTheAsOfOfTheEmbeddingThatIsServed() {
    UserEmbeddings embeddings = new UserEmbeddings(connection);
    List<String> users = IntStream.range(0, 300).mapToObj(i -> "drawn-" + i).toList();
    embeddings.write(
        "drawn-1",
        users.stream().map(user -> new UserEmbedding(user, new float[] {1}, AS_OF)).toList());
    embeddings.write(
        "drawn-1",
        List.of(new UserEmbedding("drawn-7", new float[] {1}, AS_OF.plusSeconds(86_400))));
    List<UserAsOf> all = embeddings.asOfs("drawn-1", AS_OF, 200, 1_000).join();
    assertThat(all).extracting(UserAsOf::userId).containsExactlyInAnyOrderElementsOf(users);
    assertThat(all).extracting(UserAsOf::asOf).containsOnly(AS_OF);
    assertThat(embeddings.asOfs("drawn-1", AS_OF.plusSeconds(86_400), 0, 1_000).join())
        .contains(new UserAsOf("drawn-7", AS_OF.plusSeconds(86_400)));
    assertThat(embeddings.asOfs("drawn-1", AS_OF, 200, 50).join()).hasSize(50);
    assertThat(embeddings.asOfs("drawn-1", AS_OF.minusSeconds(1), 0, 50).join()).isEmpty();
  }

  @Test
  void whatSyntheticUsersDoIsReadLikeTheRestAndExpiresSoon() {
    LiveActions actions = new LiveActions(connection);
    String canary = SyntheticUsers.PREFIX + "it";
    long now = System.currentTimeMillis();
    long old = now - SyntheticUsers.LIVE_TTL.toMillis() - 60_000;
    actions.write(List.of(action(canary, "new", now), action(canary, "old", old)));
    actions.write(List.of(action("somebody", "old", old)));
    assertThat(actions.newest(canary, 10)).extracting(Action::eventId).containsExactly("new");
    assertThat(actions.newest("somebody", 10)).extracting(Action::eventId).containsExactly("old");
  }

  private static UserHistory history(Instant asOf, String pinId) {
    return new UserHistory(
        "historian",
        asOf,
        true,
        List.of(new PastAction(1, pinId, ActionType.SAVE, Surface.HOME, 1_000, 5)));
  }

  private static Action action(String userId, String eventId, long occurredAt) {
    return new Action(
        eventId,
        userId,
        "p1",
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
