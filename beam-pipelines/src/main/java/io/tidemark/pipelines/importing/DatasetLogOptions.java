package io.tidemark.pipelines.importing;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** The flags of every job that reads a {@link DatasetLog}. */
public interface DatasetLogOptions extends PipelineOptions {
  @Description("A data set whose descriptor comes with Tidemark: kuairand, otto, deskdrop, beauty")
  String getDataset();

  void setDataset(String dataset);

  @Description("File with the descriptor of a data set of your own (YAML); instead of --dataset")
  String getDescriptor();

  void setDescriptor(String descriptor);

  @Description("The data set's file, or a folder of files; gzip'd or not")
  @Validation.Required
  String getData();

  void setData(String data);
}
