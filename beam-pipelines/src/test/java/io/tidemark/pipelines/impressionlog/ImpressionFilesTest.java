package io.tidemark.pipelines.impressionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Impression;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImpressionFilesTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 2);
  private static final LocalDate THIRD = LocalDate.of(2024, 1, 4);
  private static final ServedRanking MORNING = Rankings.of("r1", "2024-01-02T06:00:00Z", "p", "qq");
  private static final ServedRanking EVENING = Rankings.unscored("r2", "2024-01-02T20:00:00Z", "p");
  private static final ServedRanking LATER = Rankings.of("r3", "2024-01-04T12:00:00Z", "p");

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void openWarehouse() {
    warehouse = Warehouse.at(folder.toString());
  }

  @Test
  void whatIsWrittenIsReadBackByDayAndInstantEachPinOfARequestOnce() throws IOException {
    ImpressionFiles files = new ImpressionFiles(warehouse);
    assertThat(files.write(FIRST, "one", List.of(MORNING, EVENING)).rows()).isEqualTo(3);
    files.write(FIRST, "again", List.of(MORNING));
    files.write(THIRD, "one", List.of(LATER));

    assertThat(read(ReadImpressions.of(warehouse)))
        .containsExactlyInAnyOrderElementsOf(impressions(MORNING, EVENING, LATER));
    assertThat(read(ReadImpressions.of(warehouse).from(LocalDate.of(2024, 1, 3))))
        .containsExactlyElementsOf(impressions(LATER));
    assertThat(
            read(
                ReadImpressions.of(warehouse)
                    .before(Instant.ofEpochMilli(EVENING.request().shownAt()))))
        .containsExactlyInAnyOrderElementsOf(impressions(MORNING));
  }

  @Test
  void daysWithoutFilesBringNothing() {
    assertThat(read(ReadImpressions.of(warehouse))).isEmpty();
  }

  @Test
  void whatIsUnknownIsNullAndNotZero() {
    GenericRecord row = ImpressionParquet.toRecords(EVENING).get(0);
    for (String column : List.of("score", "ranker_release", "batch_as_of", "live_as_of")) {
      assertThat(row.get(column)).as(column).isNull();
    }
  }

  @Test
  void aRowThatCannotBeUnderstoodNamesRequestAndColumn() {
    GenericRecord row = ImpressionParquet.toRecords(MORNING).get(0);
    row.put("surface", "moon");
    assertThatThrownBy(() -> ImpressionParquet.fromRecord(row))
        .hasMessageContainingAll("r1", "surface", "moon");
    row.put("pin_id", null);
    row.put("surface", "home");
    assertThatThrownBy(() -> ImpressionParquet.fromRecord(row))
        .hasMessageContainingAll("r1", "pin_id");
  }

  @Test
  void aFileOfAnOlderVersionIsReadWithoutWhatItDoesNotSay() {
    GenericRecord whole = ImpressionParquet.toRecords(MORNING).get(0);
    Schema older =
        Schema.createRecord(
            "impression",
            null,
            "io.tidemark",
            false,
            ImpressionParquet.SCHEMA.getFields().stream()
                .limit(ImpressionParquet.SCHEMA.getField("shown_at").pos() + 1L)
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
    GenericRecord row = new GenericData.Record(older);
    older.getFields().forEach(field -> row.put(field.name(), whole.get(field.name())));

    ServedRequest read = ImpressionParquet.fromRecord(row).request();

    assertThat(read.requestId()).isEqualTo("r1");
    assertThat(read.inputs()).isEqualTo(ServedInputs.UNKNOWN);
  }

  private static List<Impression> read(ReadImpressions read) {
    return LocalPipeline.run(pipeline -> pipeline.apply(read));
  }

  private static List<Impression> impressions(ServedRanking... rankings) {
    return Stream.of(rankings).flatMap(ranking -> ranking.impressions().stream()).toList();
  }
}
