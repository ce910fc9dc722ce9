package io.tidemark.store;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/** Every action that can be stored. */
class ActionArbitrary implements ArbitrarySupplier<Action> {
  @Override
  public Arbitrary<Action> get() {
    Arbitrary<String> ids = new IdArbitrary().get();
    return Combinators.combine(
            ids,
            ids,
            ids,
            Arbitraries.of(ActionType.class),
            Arbitraries.of(Surface.class),
            Arbitraries.longs().between(0, Long.MAX_VALUE - 1),
            Arbitraries.longs().greaterOrEqual(Action.UNKNOWN_DURATION),
            ids.optional())
        .as(Action::new);
  }
}
