package io.tidemark.pipelines.ranker;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link WriteUntrainedRanker}. */
public interface UntrainedRankerOptions extends PipelineOptions {
  @Description("Folder or URI of all models")
  @Validation.Required
  String getModels();

  void setModels(String models);

  @Description("Preset (small) or path of a YAML file")
  @Default.String("small")
  String getConfig();

  void setConfig(String config);

  @Description("Version of the pins that the ranker shall require")
  @Validation.Required
  String getPins();

  void setPins(String pins);

  @Description("Version of the PinnerFormer that the ranker shall require")
  @Validation.Required
  String getPinnerFormer();

  void setPinnerFormer(String pinnerFormer);

  @Description("Width of pin vectors")
  @Default.Integer(64)
  int getPinDimension();

  void setPinDimension(int pinDimension);

  @Description("Width of user embeddings")
  @Default.Integer(64)
  int getUserDimension();

  void setUserDimension(int userDimension);

  @Description("Of the random weights: the same seed gives the same model")
  @Default.Long(1)
  long getSeed();

  void setSeed(long seed);
}
