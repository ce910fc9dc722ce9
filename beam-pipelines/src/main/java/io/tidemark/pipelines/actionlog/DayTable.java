package io.tidemark.pipelines.actionlog;

import java.io.Serializable;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * How entries of a log lie in a table that has a partition a UTC day.
 *
 * @param <T> an entry, such as an action: one row, or a few of one instant
 */
public interface DayTable<T> extends Serializable {
  /** The table's name. */
  String name();

  /** The columns, without the partition's. */
  Schema schema();

  /** When the entry happened, in milliseconds since the epoch: the day it belongs to. */
  long instant(T entry);

  /** What an error calls the entry, such as {@code event e-7}. */
  String describe(T entry);

  /** How many rows the entry is. */
  int count(T entry);

  /** The entry's rows. */
  List<GenericRecord> rows(T entry);
}
