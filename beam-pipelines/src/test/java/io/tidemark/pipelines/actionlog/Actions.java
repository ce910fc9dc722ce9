package io.tidemark.pipelines.actionlog;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Actions for tests. */
public final class Actions {
  private Actions() {}

  /** A save that is like any other but for its event, user, pin and time. */
  public static Action save(String eventId, String userId, String pinId, String occurredAt) {
    return new Action(
        eventId,
        userId,
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        Instant.parse(occurredAt).toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  /** Any action there can be. */
  public static Arbitrary<Action> any() {
    Arbitrary<String> ids =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(20).filter(Actions::isText);
    return Combinators.combine(
            ids,
            ids,
            ids,
            Arbitraries.of(ActionType.values()),
            Arbitraries.of(Surface.values()),
            Arbitraries.longs().between(-62_135_596_800_000L, 253_402_300_799_999L),
            Arbitraries.longs().greaterOrEqual(Action.UNKNOWN_DURATION),
            ids.optional())
        .as(Action::new);
  }

  /** Unpaired surrogates are no text and cannot be written in UTF-8. */
  private static boolean isText(String value) {
    return value.chars().noneMatch(c -> Character.isSurrogate((char) c));
  }
}
