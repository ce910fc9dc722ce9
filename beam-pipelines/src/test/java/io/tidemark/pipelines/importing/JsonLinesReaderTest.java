package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesReaderTest {
  private static final DatasetDescriptor OTTO = DescriptorReader.named("otto");

  @TempDir Path folder;

  @Test
  void aLineIsManyRows() throws IOException {
    Inputs.Parsed parsed =
        parse(
            """
            {"session":7,"events":[{"aid":1,"ts":1659304800025,"type":"clicks"},\
            {"aid":2,"ts":1659304800026,"type":"orders"}]}
            """,
            OTTO);

    assertThat(parsed.actions())
        .extracting(Action::eventId)
        .containsExactly("otto:7:1:1659304800025:clicks", "otto:7:2:1659304800026:orders");
  }

  @Test
  void eachBadRowIsToldAndTheOthersOfItsLineStay() throws IOException {
    Inputs.Parsed parsed =
        parse(
            """
            {"session":7,"events":[{"aid":1,"ts":1659304800025,"type":"clicks"},{"aid":2,"type":"clicks"},5,{"aid":{},"ts":1,"type":"clicks"}]}
            {"session":7,"events":[
            {"session":7,"events":[]} trailing
            [1]
            {"session":7}
            {"session":7,"session":8,"events":[]}
            """,
            OTTO);

    assertThat(parsed.actions()).hasSize(1);
    assertThat(parsed.reasons())
        .satisfiesExactly(
            reason -> assertThat(reason).isEqualTo("1 ts: is missing"),
            reason -> assertThat(reason).isEqualTo("1 events[2]: is not a JSON object"),
            reason -> assertThat(reason).isEqualTo("1 aid: is missing"),
            reason -> assertThat(reason).startsWith("2 line: is not JSON"),
            reason -> assertThat(reason).startsWith("3 line: is not JSON"),
            reason -> assertThat(reason).isEqualTo("4 line: is not a JSON object"),
            reason -> assertThat(reason).isEqualTo("5 events: is not an array of rows"),
            reason -> assertThat(reason).startsWith("6 line: is not JSON"));
  }

  @Test
  void aLineIsOneRowWithFieldsInsideFields() throws IOException {
    DatasetDescriptor flat =
        Inputs.descriptor(
            """
            name: mine
            format: {type: json_lines}
            event_id: [id]
            user: who.name
            pin: what
            time: {column: at, unit: ms}
            actions: [{when: {good: true}, type: like}]
            """);
    Inputs.Parsed parsed =
        parse(
            """
            {"id":"e","who":{"name":"ann"},"what":"p","at":1659304800025,"good":true}
            """,
            flat);

    assertThat(parsed.actions()).extracting(Action::userId).containsExactly("ann");
  }

  private Inputs.Parsed parse(String text, DatasetDescriptor descriptor) throws IOException {
    return Inputs.parse(Inputs.write(folder, "x.jsonl", text), descriptor);
  }
}
