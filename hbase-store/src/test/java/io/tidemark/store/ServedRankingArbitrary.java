package io.tidemark.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/** Every answer that can be recorded, with a few pins. */
class ServedRankingArbitrary implements ArbitrarySupplier<ServedRanking> {
  private static final Arbitrary<String> IDS = new IdArbitrary().get();
  private static final Arbitrary<Optional<String>> RELEASES = IDS.optional();
  private static final Arbitrary<OptionalLong> INSTANTS =
      Arbitraries.longs()
          .optional()
          .map(value -> value.map(OptionalLong::of).orElse(OptionalLong.empty()));

  @Override
  public Arbitrary<ServedRanking> get() {
    Arbitrary<List<String>> heads = IDS.list().uniqueElements().ofMaxSize(3);
    return Combinators.combine(requests(), heads.flatMap(ServedRankingArbitrary::pins))
        .as(ServedRanking::new);
  }

  private static Arbitrary<ServedRequest> requests() {
    Arbitrary<Map<String, String>> arms = Arbitraries.maps(IDS, IDS).ofMaxSize(2);
    Arbitrary<List<Optional<String>>> releases = RELEASES.list().ofSize(3);
    return Combinators.combine(
            IDS.list().ofSize(3),
            Arbitraries.of(Surface.class),
            Arbitraries.longs().greaterOrEqual(0),
            releases,
            arms,
            INSTANTS.list().ofSize(2),
            inputs(),
            IDS.list().ofMaxSize(3))
        .as(
            (ids, surface, shownAt, release, arm, asOf, inputs, degraded) ->
                new ServedRequest(
                    ids.get(0),
                    ids.get(1),
                    surface,
                    shownAt,
                    ids.get(2),
                    release.get(0),
                    release.get(1),
                    release.get(2),
                    arm,
                    asOf.get(0),
                    asOf.get(1),
                    degraded,
                    inputs));
  }

  private static Arbitrary<ServedInputs> inputs() {
    Arbitrary<ServedInputs> known =
        Combinators.combine(
                RELEASES,
                RELEASES,
                Arbitraries.of(true, false).optional(),
                Arbitraries.integers().between(0, 1_000).optional(),
                INSTANTS,
                INSTANTS,
                Arbitraries.maps(IDS, Arbitraries.floats()).ofMaxSize(3),
                INSTANTS)
            .as(
                (batch, live, batchUsed, actions, digest, interests, weights, history) ->
                    new ServedInputs(
                        batch,
                        live,
                        batchUsed,
                        actions.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        digest,
                        interests,
                        weights,
                        history));
    return Arbitraries.oneOf(Arbitraries.just(ServedInputs.UNKNOWN), known);
  }

  private static Arbitrary<List<ServedPin>> pins(List<String> heads) {
    return Combinators.combine(
            IDS,
            Arbitraries.floats().optional(),
            Arbitraries.floats().between(0, 1).list().ofSize(heads.size()),
            Arbitraries.of(true, false))
        .as((id, score, scores, scored) -> pin(id, score, heads, scored ? scores : List.of()))
        .list()
        .ofMaxSize(4);
  }

  private static ServedPin pin(
      String id, Optional<Float> score, List<String> heads, List<Float> scores) {
    Map<String, Float> headScores = new HashMap<>();
    for (int i = 0; i < scores.size(); i++) {
      headScores.put(heads.get(i), scores.get(i));
    }
    return new ServedPin(id, score, headScores);
  }
}
