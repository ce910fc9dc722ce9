package io.tidemark.pipelines.actionlog;

import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The Parquet files of the table {@code actions}, each in the day its actions occurred on. */
public final class ActionFiles extends DayFiles<Action> {
  private static final long serialVersionUID = 1;

  /**
   * @param warehouse where the table lies
   */
  public ActionFiles(Warehouse warehouse) {
    super(warehouse, new Table());
  }

  private record Table() implements DayTable<Action> {
    private static final long serialVersionUID = 1;

    @Override
    public String name() {
      return HiveSchema.ACTIONS;
    }

    @Override
    public Schema schema() {
      return ActionParquet.SCHEMA;
    }

    @Override
    public long instant(Action action) {
      return action.occurredAt();
    }

    @Override
    public String describe(Action action) {
      return "event " + action.eventId();
    }

    @Override
    public int count(Action action) {
      return 1;
    }

    @Override
    public List<GenericRecord> rows(Action action) {
      return List.of(ActionParquet.toRecord(action));
    }
  }
}
