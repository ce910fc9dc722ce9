package io.tidemark.pipelines.impressionlog;

import io.tidemark.pipelines.actionlog.DayFiles;
import io.tidemark.pipelines.actionlog.DayTable;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.ServedRanking;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The Parquet files of the table {@code impressions}, each in the day its requests came in. */
public final class ImpressionFiles extends DayFiles<ServedRanking> {
  private static final long serialVersionUID = 1;

  /**
   * @param warehouse where the table lies
   */
  public ImpressionFiles(Warehouse warehouse) {
    super(warehouse, new Table());
  }

  private record Table() implements DayTable<ServedRanking> {
    private static final long serialVersionUID = 1;

    @Override
    public String name() {
      return HiveSchema.IMPRESSIONS;
    }

    @Override
    public Schema schema() {
      return ImpressionParquet.SCHEMA;
    }

    @Override
    public long instant(ServedRanking ranking) {
      return ranking.request().shownAt();
    }

    @Override
    public String describe(ServedRanking ranking) {
      return "request " + ranking.request().requestId();
    }

    @Override
    public int count(ServedRanking ranking) {
      return ranking.pins().size();
    }

    @Override
    public List<GenericRecord> rows(ServedRanking ranking) {
      return ImpressionParquet.toRecords(ranking);
    }
  }
}
