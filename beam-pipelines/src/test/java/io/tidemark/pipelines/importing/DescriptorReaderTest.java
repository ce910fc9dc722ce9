package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DescriptorReaderTest {
  private static final String GOOD =
      """
      name: mine
      format: {type: delimited, delimiter: ";"}
      event_id: [id]
      user: who
      pin: what
      time: {column: at, unit: s}
      actions:
        - {when: {kind: [save, star]}, type: save}
        - {type: close_up}
      surface: {column: device, values: {phone: android}, otherwise: other}
      duration: {column: stay, unit: s}
      """;

  @Test
  void aDescriptorSaysWhatEachColumnMeans() {
    DatasetDescriptor descriptor = Inputs.descriptor(GOOD);

    assertThat(descriptor.format()).isEqualTo(new FileFormat.Delimited(';', '"', List.of()));
    assertThat(descriptor.actions().get(0).when().get("kind")).containsExactly("save", "star");
    assertThat(descriptor.actions().get(1).type()).isEqualTo(ActionType.CLOSE_UP);
    assertThat(descriptor.surface().values()).containsEntry("phone", Surface.ANDROID);
    assertThat(descriptor.columns())
        .containsEntry("id", "event_id")
        .containsEntry("kind", "actions[0].when")
        .containsEntry("stay", "duration.column");
  }

  @ParameterizedTest
  @FieldSource("io.tidemark.pipelines.importing.DescriptorReader#NAMES")
  void theDescriptorsThatComeWithTidemarkAreWhole(String name) {
    assertThat(DescriptorReader.named(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: mine            | name: Mine!             | name must be
          user: who             | usr: who                | the field 'user' is missing
          at, unit: s}          | at, unit: s, zone: CET} | there is no field 'zone'
          user: who             | pin: who                | Duplicate field 'pin'
          unit: s}              | unit: hours}            | hours
          type: delimited       | type: excel             | excel
          delimiter: ";"        | delimiter: ";;"         | format.delimiter must be one character
          type: close_up        | type: teleport          | 'teleport' is no action type
          otherwise: other      | otherwise: fridge       | 'fridge' is no surface
          when: {kind: [save, star]}, | | actions[0] has no `when`
          column: stay, unit: s | column: stay            | duration.unit is missing
          column: stay, unit: s | types: [save]           | either column or next_in_session
          event_id: [id]        | event_id: []            | event_id names no column
          user: who             | user: [                 | line
          """)
  void whatIsWrongIsNamed(String good, String bad, String reason) {
    String yaml = GOOD.replace(good, bad == null ? "" : bad);

    assertThatThrownBy(() -> Inputs.descriptor(yaml))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("test.yaml")
        .hasMessageContaining(reason);
  }

  @Test
  void anErrorNamesItsLineAndField() {
    String yaml = GOOD.replace("type: close_up", "type: teleport");

    assertThatThrownBy(() -> Inputs.descriptor(yaml))
        .hasMessageContainingAll("line 9", "actions[1]", "save, close_up");
  }

  @Test
  void aMissingFieldIsNamed() {
    assertThatThrownBy(() -> Inputs.descriptor(GOOD.replace("pin: what\n", "")))
        .hasMessageContaining("pin");
    assertThatThrownBy(() -> Inputs.descriptor("")).isInstanceOf(JobFailedException.class);
  }

  @Test
  void filesOfSequencesHaveTheirOwnColumns() {
    assertThatThrownBy(
            () ->
                Inputs.descriptor(
                    """
                    name: mine
                    format: {type: sequences, items: a.txt, times: b.txt}
                    event_id: [user, rank]
                    user: user
                    pin: item
                    time: {column: time, unit: s}
                    actions: [{type: save}]
                    """))
        .hasMessageContainingAll("event_id", "rank", "position");
  }

  @Test
  void aDataSetNobodyKnowsIsAnsweredWithThoseThatAreKnown() {
    assertThatThrownBy(() -> DescriptorReader.named("netflix"))
        .hasMessageContainingAll("netflix", "kuairand", "--descriptor");
    assertThatThrownBy(() -> DescriptorReader.file(Path.of("no/such.yaml")))
        .hasMessageContaining("no/such.yaml");
  }
}
