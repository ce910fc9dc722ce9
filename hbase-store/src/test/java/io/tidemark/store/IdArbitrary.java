package io.tidemark.store;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/** Every identifier that {@link ActionRules} allows: any script, up to 200 characters. */
class IdArbitrary implements ArbitrarySupplier<String> {
  @Override
  public Arbitrary<String> get() {
    Arbitrary<Integer> characters =
        Arbitraries.integers()
            .between(' ', Character.MAX_CODE_POINT)
            .filter(c -> !Character.isISOControl(c))
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    return characters
        .list()
        .ofMinSize(1)
        .ofMaxSize(ActionRules.MAX_ID_CHARACTERS)
        .map(
            codePoints ->
                codePoints.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }
}
