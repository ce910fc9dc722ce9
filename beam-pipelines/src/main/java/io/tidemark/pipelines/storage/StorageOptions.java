package io.tidemark.pipelines.storage;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The addresses every job may need. All of them are one machine's by default. */
public interface StorageOptions extends PipelineOptions {
  @Description("JDBC address of HiveServer2 with the database")
  @Default.String("jdbc:hive2://127.0.0.1:10000/tidemark")
  String getHive();

  void setHive(String hive);

  @Description("Folder of the Hive tables' files: a URI (file:///..., hdfs://...) or a local path")
  @Default.String("var/hive/warehouse_ext")
  String getWarehouse();

  void setWarehouse(String warehouse);

  @Description("HBase masters to ask first: host:port, comma-separated")
  @Default.String("localhost:16000")
  String getHbase();

  void setHbase(String hbase);

  @Description("Folder of the exported models: <models>/<model>/<version>/")
  @Default.String("var/models")
  String getModels();

  void setModels(String models);
}
