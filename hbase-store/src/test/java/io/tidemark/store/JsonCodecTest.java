package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  @Property(tries = 200)
  void aReleaseComesBackWhole(@ForAll(supplier = ReleaseArbitrary.class) Release release) {
    assertThat(JsonCodec.decode(Release.class, JsonCodec.encode(release))).isEqualTo(release);
  }

  @Property(tries = 200)
  void anEventComesBackWhole(
      @ForAll(supplier = IdArbitrary.class) String id,
      @ForAll PublishEvent.Kind kind,
      @ForAll String reason) {
    PublishEvent event =
        new PublishEvent(
            id, kind, "pins", id, Optional.empty(), reason, Instant.ofEpochSecond(5, 123));
    assertThat(JsonCodec.decode(PublishEvent.class, JsonCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void peopleCanReadItInTheHbaseShell() {
    Release release =
        new Release(
            "pins",
            "r1",
            "pins-1",
            Instant.parse("2026-11-21T00:00:00Z"),
            Optional.empty(),
            7,
            Map.of(),
            Map.of("coverage", "ok"),
            Instant.parse("2026-11-21T01:00:00Z"));
    assertThat(new String(JsonCodec.encode(release), UTF_8))
        .contains("\"as_of\":\"2026-11-21T00:00:00Z\"", "\"rows\":7", "\"artifact\":null");
  }

  @Test
  void fieldsOfNewerVersionsAreIgnored() {
    String json =
        """
        {"model":"pins","id":"r1","version":"v1","as_of":"2026-11-21T00:00:00Z","artifact":null,
         "rows":7,"requires":{},"checks":{},"created_at":"2026-11-21T00:00:00Z","colour":"blue"}
        """;
    assertThat(JsonCodec.decode(Release.class, json.getBytes(UTF_8)).id()).isEqualTo("r1");
  }

  @Test
  void whatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> JsonCodec.decode(Release.class, "oops".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Release");
  }

  /** Any release. */
  static class ReleaseArbitrary implements ArbitrarySupplier<Release> {
    @Override
    public Arbitrary<Release> get() {
      Arbitrary<String> ids = new IdArbitrary().get();
      Arbitrary<Instant> instants =
          Arbitraries.longs().between(0, 4_000_000_000_000_000_000L).map(JsonCodecTest::instant);
      Arbitrary<Map<String, String>> maps =
          Arbitraries.maps(ids, Arbitraries.strings().ofMaxLength(20)).ofMaxSize(3);
      return Combinators.combine(
              ids, ids, ids, instants, ids.optional(), Arbitraries.longs(), maps, instants)
          .as(
              (model, id, version, asOf, artifact, rows, map, createdAt) ->
                  new Release(model, id, version, asOf, artifact, rows, map, map, createdAt));
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
