package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelimitedReaderTest {
  private static final DatasetDescriptor CSV =
      Inputs.descriptor(
          """
          name: mine
          format: {type: delimited}
          event_id: [user, item, at]
          user: user
          pin: item
          time: {column: at, unit: s}
          actions:
            - {when: {kind: save}, type: save}
            - {when: {kind: hide}, type: hide}
          surface: {column: device, values: {phone: android}}
          duration: {column: stay, unit: s}
          """);
  private static final String HEADER = "user,item,kind,at,device,stay\n";

  @TempDir Path folder;

  @Test
  void aRowIsAnAction() throws IOException {
    Inputs.Parsed parsed = parse(HEADER + "ann,p1,save,1700000000,phone,12\n");

    assertThat(parsed.actions())
        .singleElement()
        .isEqualTo(
            new Action(
                "mine:ann:p1:1700000000",
                "ann",
                "p1",
                ActionType.SAVE,
                Surface.ANDROID,
                1_700_000_000_000L,
                12_000L,
                java.util.Optional.empty()));
    assertThat(parsed.rejects()).isEmpty();
  }

  @Test
  void whatIsNotToldIsUnknown() throws IOException {
    Action action = parse(HEADER + "ann,p1,save,1700000000,fridge,\n").actions().get(0);

    assertThat(action.surface()).isEqualTo(Surface.UNKNOWN);
    assertThat(action.durationMillis()).isEqualTo(Action.UNKNOWN_DURATION);
  }

  @Test
  void eachBadRowIsToldWithItsLineAndReasonAndTheOthersStay() throws IOException {
    Inputs.Parsed parsed =
        parse(
            HEADER
                + """
                ann,p1,save,1700000000,phone
                ann,p1,save,1700000000,phone,3,what
                ann,p1,save,soon,phone,3
                ,p1,save,1700000000,phone,3
                ann,,save,1700000000,phone,3

                ann,p1,teleport,1700000000,phone,3
                ann,p1,save,1700000000000,phone,3
                ann,p1,save,1700000000,phone,-3
                ann,p1,save,1700000000,phone,90000
                ann,p1,save,99999999999999999,phone,3
                ann,p1,save,,phone,3
                ann,p1,hide,1700000000,phone,3
                """);

    assertThat(parsed.reasons())
        .containsExactly(
            "2 line: has 5 columns, not 6",
            "3 line: has 7 columns, not 6",
            "4 at: is 'soon', not a whole number",
            "5 user: is empty",
            "6 item: is empty",
            "8 actions: has no rule for kind=teleport",
            "9 at: is +55840-11-08T22:13:20Z, outside 1990 to 2099",
            "10 stay: is -3000 ms, outside 0 to 86400000",
            "11 stay: is 90000000 ms, outside 0 to 86400000",
            "12 at: is 99999999999999999, too large a number",
            "13 at: is empty");
    assertThat(parsed.actions()).extracting(Action::type).containsExactly(ActionType.HIDE);
    assertThat(parsed.rejects().get(2).raw()).isEqualTo("ann,p1,save,soon,phone,3");
  }

  @Test
  void quotesByteOrderMarksAndWindowsLinesAreRead() throws IOException {
    Inputs.Parsed parsed =
        parse(
            "\ufeff"
                + HEADER.replace("\n", "\r\n")
                + "\"ann, \"\"the\"\" one\",\"p\r\n1x\",save,1700000000,phone,3\r\n"
                + "b\"ob,p2,save,1700000001,phone,3\r\n");

    assertThat(parsed.reasons()).containsExactly("2 item: has a control character at position 1");
    assertThat(parsed.actions()).extracting(Action::userId).containsExactly("b\"ob");
  }

  @Test
  void aQuotedDelimiterBelongsToTheColumn() throws IOException {
    assertThat(parse(HEADER + "\"ann, \"\"the\"\" one\",p1,save,1700000000,phone,3\n").actions())
        .extracting(Action::userId)
        .containsExactly("ann, \"the\" one");
  }

  @Test
  void aQuoteThatNeverClosesSpoilsItsOwnRowOnly() throws IOException {
    Inputs.Parsed parsed =
        parse(
            HEADER
                + "\"ann,p1,save,1700000000,phone,3\n"
                + "bob,p1,save,1700000000,phone,3\n"
                + "\"eve\"x,p1,save,1700000000,phone,3\n"
                + "dan,p1,save,1700000000,phone,3\n");

    assertThat(parsed.actions()).extracting(Action::userId).containsExactly("bob", "dan");
    assertThat(parsed.rejects()).extracting(Reject::line).containsExactly(2L, 4L);
  }

  @Test
  void aQuoteThatIsStillOpenAtTheEndIsTold() throws IOException {
    Inputs.Parsed parsed =
        parse(HEADER + "\"ann,p1,save,1700000000,phone,3\n" + "bob,p1,save,1700000000,phone,3\n");

    assertThat(parsed.actions()).extracting(Action::userId).containsExactly("bob");
    assertThat(parsed.reasons())
        .containsExactly("2 line: has a quoted column that does not end within 100 lines");
  }

  @Test
  void textThatIsNotUtf8IsRejectedByLine() throws IOException {
    byte[] latin1 =
        (HEADER + "ren\u00e9,p1,save,1700000000,phone,3\nbob,p1,save,1700000000,phone,3\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Inputs.Parsed parsed = Inputs.parse(Inputs.write(folder, "latin.csv", latin1), CSV);

    assertThat(parsed.reasons()).containsExactly("2 line: is not UTF-8 text");
    assertThat(parsed.actions()).extracting(Action::userId).containsExactly("bob");
  }

  @Test
  void aZippedFileReadsTheSame() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write((HEADER + "ann,p1,save,1700000000,phone,3\n").getBytes(StandardCharsets.UTF_8));
    }
    Path file = Inputs.write(folder, "zipped.csv", bytes.toByteArray());

    assertThat(Inputs.parse(file, CSV).actions()).hasSize(1);
  }

  @Test
  void withoutQuotingAQuoteIsALetter() throws IOException {
    DatasetDescriptor tsv =
        Inputs.descriptor(
            """
            name: mine
            format: {type: delimited, delimiter: "\\t", quote: none, columns: [u, i, t]}
            event_id: [u, t]
            user: u
            pin: i
            time: {column: t, unit: ms}
            actions: [{type: save}]
            """);
    Path file = Inputs.write(folder, "x.tsv", "\"ann\t5\" nail\t1700000000000\n");

    assertThat(Inputs.parse(file, tsv).actions())
        .singleElement()
        .satisfies(action -> assertThat(action.pinId()).isEqualTo("5\" nail"));
  }

  @Test
  void aFileOfOtherColumnsIsRefusedAsAWhole() {
    assertThatThrownBy(() -> parse("user,item,kind,at,device\nann,p1,save,1,phone\n"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll("'stay'", "duration.column", "[user, item, kind, at, device]");
    assertThatThrownBy(() -> parse("user,user,item\n")).hasMessageContaining("two columns");
    assertThatThrownBy(() -> parse("")).hasMessageContaining("no header");
  }

  @Test
  void differentRowsNeverShareAKeyAndLongKeysAreCut() throws IOException {
    Inputs.Parsed parsed =
        parse(
            HEADER
                + "a:b,c,save,1700000000,,\n"
                + "a,b:c,save,1700000000,,\n"
                + "x".repeat(150)
                + ","
                + "y".repeat(150)
                + ",save,1700000000,,\n");

    assertThat(parsed.actions()).extracting(Action::eventId).doesNotHaveDuplicates();
    assertThat(parsed.actions().get(2).eventId()).hasSizeLessThan(100).startsWith("mine:");
  }

  private Inputs.Parsed parse(String text) throws IOException {
    return Inputs.parse(Inputs.write(folder, "x.csv", text), CSV);
  }
}
