package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.InvalidActionException;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionJsonTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_300_000_000L);
  private static final String GOOD =
      """
      {"event_id":"e1","user_id":"u1","pin_id":"p1","action_type":"save","surface":"home",
       "occurred_at":1795299999000,"duration_ms":1200,"request_id":"r1"}
      """;

  @Test
  void aCompleteObjectIsAnAction() throws Exception {
    assertThat(parse(GOOD))
        .isEqualTo(
            new Action(
                "e1",
                "u1",
                "p1",
                ActionType.SAVE,
                Surface.HOME,
                1_795_299_999_000L,
                1_200,
                Optional.of("r1")));
  }

  @Test
  void optionalFieldsMayBeNullOrLeftOut() throws Exception {
    Action withNulls = parse(GOOD.replace(":1200", ":null").replace("\"r1\"", "null"));
    Action without = parse(GOOD.replace(",\"duration_ms\":1200,\"request_id\":\"r1\"", ""));

    assertThat(withNulls).isEqualTo(without);
    assertThat(without.durationMillis()).isEqualTo(Action.UNKNOWN_DURATION);
    assertThat(without.requestId()).isEmpty();
  }

  @Test
  void aNumberWithoutAFractionIsAnIntegerHoweverWritten() throws Exception {
    assertThat(parse(GOOD.replace(":1200", ":1.2e3")).durationMillis()).isEqualTo(1_200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "event_id":"e1"   | "event_id":7          | event_id    | is not a string
          "user_id":"u1"    | "user_id":["u1"]      | user_id     | is not a string
          "user_id":"u1",   |                       | user_id     | is missing
          "user_id":"u1"    | "user_id":""          | user_id     | is empty
          "pin_id":"p1"     | "pin_id":null         | pin_id      | is missing
          "save"            | "adore"               | action_type | is not a known type
          "home"            | "HOME"                | surface     | is not a known surface
          1795299999000     | "1795299999000"       | occurred_at | is not a number
          1795299999000     | 1795299999000.5       | occurred_at | is not a whole number
          1795299999000     | 1e999999999           | occurred_at | is not a whole number
          1795299999000     | 17e5299999000         | occurred_at | is not a whole number
          1795299999000     | 17952999990000        | occurred_at | in the future
          1795299999000     | 1795299999            | occurred_at | 30 days ago
          1200              | -1                    | duration_ms | is outside 0 to 86400000
          1200              | true                  | duration_ms | is not a number
          "duration_ms"     | "duration"            | duration    | is not a known field
          "r1"              | ""                    | request_id  | is empty
          """)
  void theFieldThatIsWrongIsNamed(String good, String bad, String field, String reason) {
    InvalidActionException refusal = refusalOf(GOOD.replace(good, bad == null ? "" : bad));

    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.reason()).contains(reason);
    assertThat(refusal.fix()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                     | is not a JSON object
          "a"                     | is not a JSON object
          {"event_id":"e1"        | is not valid JSON
          {} {}                   | goes on after the JSON object
          {"user_id":"a","user_id":"b"} | Duplicate field
          nonsense                | is not valid JSON
          """)
  void whatIsNotOneJsonObjectIsRefusedAsAWhole(String value, String reason) {
    InvalidActionException refusal = refusalOf(value);

    assertThat(refusal.field()).isEmpty();
    assertThat(refusal.reason()).contains(reason);
  }

  @Test
  void noValueAndAnEmptyValueAreRefused() {
    assertThat(refusalOf((byte[]) null).reason()).isEqualTo("has no value");
    assertThat(refusalOf(new byte[0]).field()).isEmpty();
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] broken = GOOD.getBytes(UTF_8);
    broken[GOOD.indexOf("u1")] = (byte) 0xff;

    assertThat(refusalOf(broken).reason()).isEqualTo("is not UTF-8");
    assertThat(refusalOf(GOOD.getBytes(UTF_16)).field()).isEmpty();
  }

  @Test
  void anOversizedValueIsRefusedUnread() {
    byte[] large = (" ".repeat(ActionJson.MAX_BYTES) + GOOD).getBytes(UTF_8);

    assertThat(refusalOf(large).reason())
        .isEqualTo("has " + large.length + " bytes, more than 65536");
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    assertThat(refusalOf("{\"a\":".repeat(10_000)).field()).isEqualTo("a");
    assertThat(refusalOf("[".repeat(60_000)).field()).isEmpty();
  }

  @Property(tries = 2_000)
  void arbitraryBytesAreRefusedWithAReason(@ForAll byte[] bytes) {
    assertThat(refusalOf(bytes).getMessage()).isNotEmpty();
  }

  @Property(tries = 2_000)
  void aGoodActionWithOneByteChangedIsParsedOrRefused(@ForAll int position, @ForAll byte changed) {
    byte[] bytes = GOOD.getBytes(UTF_8);
    bytes[Math.floorMod(position, bytes.length)] = changed;
    try {
      assertThat(ActionJson.parse(bytes, NOW)).isNotNull();
    } catch (InvalidActionException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static Action parse(String json) throws InvalidActionException {
    return ActionJson.parse(json.getBytes(UTF_8), NOW);
  }

  private static InvalidActionException refusalOf(String json) {
    return refusalOf(json.getBytes(UTF_8));
  }

  private static InvalidActionException refusalOf(byte[] value) {
    return catchThrowableOfType(InvalidActionException.class, () -> ActionJson.parse(value, NOW));
  }
}
