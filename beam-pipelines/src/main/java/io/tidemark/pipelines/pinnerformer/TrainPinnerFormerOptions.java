package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link TrainPinnerFormer}. */
public interface TrainPinnerFormerOptions extends StorageOptions, PositiveActionsOptions {
  @Description("Train on actions before this instant, such as 2022-04-22T00:00:00Z")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Train on actions of this UTC day and later; all there are if not given")
  String getFrom();

  void setFrom(String from);

  @Description("Preset (small, paper) or path of a YAML file")
  @Default.String("small")
  String getConfig();

  void setConfig(String config);

  @Description("Version of the pin vectors; the published release if not given")
  String getPins();

  void setPins(String pins);

  @Description("The most steps, instead of the configuration's")
  Integer getMaxSteps();

  void setMaxSteps(Integer maxSteps);

  @Description("Stop after so many minutes, whatever the steps")
  @Default.Double(60)
  double getMaxMinutes();

  void setMaxMinutes(double maxMinutes);

  @Description("Of everything random: the same seed, data and flags give the same model")
  @Default.Long(20220507)
  long getSeed();

  void setSeed(long seed);

  @Description(
      "CPU threads of one operator; 0 takes all cores if OMP_WAIT_POLICY=PASSIVE is set, else 1")
  @Default.Integer(0)
  int getThreads();

  void setThreads(int threads);

  @Description(
      "Local folder for checkpoints: a job with the same flags and data goes on from the newest one;"
          + " none are kept if not given")
  String getCheckpoints();

  void setCheckpoints(String checkpoints);

  @Description("Folder for the training rows while training runs; a temporary one if not given")
  String getWork();

  void setWork(String work);
}
