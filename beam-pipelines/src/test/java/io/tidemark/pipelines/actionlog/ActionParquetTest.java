package io.tidemark.pipelines.actionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.store.Action;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericRecord;

class ActionParquetTest {
  @Provide
  Arbitrary<Action> actions() {
    return Actions.any();
  }

  @Property(tries = 300)
  void aRowKeepsTheWholeAction(@ForAll("actions") Action action) {
    assertThat(ActionParquet.fromRecord(ActionParquet.toRecord(action))).isEqualTo(action);
  }

  @Example
  void anUnknownDurationIsNullAndNotZero() {
    Action save = Actions.save("e", "u", "p", "2024-01-02T00:00:00Z");
    assertThat(ActionParquet.toRecord(save).get("duration_ms")).isNull();
  }

  @Example
  void theDayIsThatOfTheActionInUtc() {
    assertThat(ActionParquet.day(Actions.save("e", "u", "p", "2024-01-02T23:59:59.999Z")))
        .hasToString("2024-01-02");
    assertThat(ActionParquet.day(Actions.save("e", "u", "p", "2024-01-03T00:00:00Z")))
        .hasToString("2024-01-03");
  }

  @Example
  void aRowThatCannotBeUnderstoodNamesEventAndColumn() {
    GenericRecord unknownType =
        ActionParquet.toRecord(Actions.save("e-7", "u", "p", "2024-01-02T00:00:00Z"));
    unknownType.put("action_type", "teleport");
    GenericRecord withoutUser =
        ActionParquet.toRecord(Actions.save("e-8", "u", "p", "2024-01-02T00:00:00Z"));
    withoutUser.put("user_id", null);

    assertThatThrownBy(() -> ActionParquet.fromRecord(unknownType))
        .hasMessageContainingAll("e-7", "action_type", "teleport");
    assertThatThrownBy(() -> ActionParquet.fromRecord(withoutUser))
        .hasMessageContainingAll("e-8", "user_id");
  }
}
