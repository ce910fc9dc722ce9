/**
 * The log of all actions: Hive's table {@code actions}, a partition a UTC day, Parquet files. Hive
 * keeps the table's shape and its list of partitions ({@link
 * io.tidemark.pipelines.actionlog.HiveSchema}, over JDBC); rows are read and written as files by
 * Beam, since rows by the million do not belong on a JDBC cursor. Batch jobs and streams both call
 * in; what the actions come from (data sets, Kafka) is not known here.
 */
package io.tidemark.pipelines.actionlog;
