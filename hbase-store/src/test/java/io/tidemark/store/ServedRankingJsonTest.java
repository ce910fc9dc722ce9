package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedRankingJsonTest {
  private static final ServedRequest REQUEST =
      new ServedRequest(
          "r1",
          "u1",
          Surface.HOME,
          1_000,
          "ranker",
          Optional.of("ranker-1"),
          Optional.empty(),
          Optional.of("pins-1"),
          Map.of("model", "b"),
          OptionalLong.empty(),
          OptionalLong.of(900),
          List.of("batch_missing"));

  private static final ServedRanking RANKING =
      new ServedRanking(
          REQUEST,
          List.of(
              new ServedPin("p1", Optional.of(0.5f), Map.of("save", 0.75f, "hide", 0.25f)),
              new ServedPin("p2", Optional.empty(), Map.of())));

  @Property(tries = 200)
  void aRankingComesBackWhole(
      @ForAll(supplier = ServedRankingArbitrary.class) ServedRanking ranking) {
    assertThat(ServedRankingJson.decode(ServedRankingJson.encode(ranking))).isEqualTo(ranking);
  }

  @Test
  void headsAreNamedOnceAndWhatIsUnknownIsLeftOut() {
    assertThat(new String(ServedRankingJson.encode(RANKING), UTF_8))
        .isEqualTo(
            """
            {"request_id":"r1","user_id":"u1","surface":"home","shown_at":1000,"ranked_by":"ranker",\
            "ranker_release":"ranker-1","pins_release":"pins-1","arms":{"model":"b"},\
            "live_as_of":900,"degraded":["batch_missing"],"heads":["hide","save"],\
            "pins":[{"pin_id":"p1","score":0.5,"heads":[0.25,0.75]},{"pin_id":"p2"}]}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "request_id":"r1"     | "request_id":""         | request_id is empty
          "user_id":"u1",       |                         | user_id is missing
          "surface":"home"      | "surface":"moon"        | surface is unknown: moon
          "shown_at":1000,      |                         | shown_at is missing
          [0.25,0.75]           | [0.25]                  | pin p1 has 1 scores for 2 heads
          "score":0.5           | "score":"NaN"           | the score of pin p1 is NaN
          {"pin_id":"p2"}       | null                    | pins is missing
          {"model":"b"}         | {"model":null}          | arms is missing
          "shown_at":1000       | "shown_at":-1           | shown_at lies before 1970
          ["hide","save"]       | [null,"save"]           | heads is missing
          "pins":[              | "pins":                 | not a Ranking in JSON
          """)
  void whatIsNoRankingSaysWhy(String good, String bad, String reason) {
    String json = new String(ServedRankingJson.encode(RANKING), UTF_8);
    assertThat(json).contains(good);
    assertThatThrownBy(() -> decode(json.replace(good, bad == null ? "" : bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void fieldsOfNewerServersAreIgnored() {
    String json = new String(ServedRankingJson.encode(RANKING), UTF_8);
    assertThat(decode(json.replace("{\"request_id\"", "{\"colour\":\"blue\",\"request_id\"")))
        .isEqualTo(RANKING);
  }

  @Test
  void tooMuchIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> ServedRankingJson.decode(new byte[ServedRankingJson.MAX_BYTES + 1]))
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> ServedRankingJson.decode(null)).hasMessageContaining("no value");
    assertThatThrownBy(() -> decode("null")).hasMessageContaining("null");
  }

  @Test
  void pinsScoredForDifferentHeadsAreNotOneRanking() {
    assertThatThrownBy(
            () ->
                new ServedRanking(
                    REQUEST,
                    List.of(
                        new ServedPin("p1", Optional.of(1f), Map.of("save", 1f)),
                        new ServedPin("p2", Optional.of(1f), Map.of("hide", 1f)))))
        .hasMessageContainingAll("p2", "hide", "save");
  }

  @Test
  void positionsCountFromTheFirstPin() {
    assertThat(RANKING.impressions())
        .extracting(Impression::position, impression -> impression.pin().pinId())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, "p1"),
            org.assertj.core.groups.Tuple.tuple(1, "p2"));
  }

  private static ServedRanking decode(String json) {
    return ServedRankingJson.decode(json.getBytes(UTF_8));
  }
}
