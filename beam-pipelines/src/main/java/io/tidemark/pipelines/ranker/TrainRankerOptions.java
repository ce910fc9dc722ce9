package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link TrainRanker}. */
public interface TrainRankerOptions extends StorageOptions, PositiveActionsOptions {
  @Description("Train on actions before this instant, such as 2022-04-22T00:00:00Z")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Read actions of this UTC day and later; all there are if not given")
  String getFrom();

  void setFrom(String from);

  @Description("Preset (small) or path of a YAML file")
  @Default.String("small")
  String getConfig();

  void setConfig(String config);

  @Description("Share of the users to read, in (0, 1], for logs too large for one worker's memory")
  @Default.Double(1)
  double getUserShare();

  void setUserShare(double userShare);

  @Description(
      "Whether the release is published once it has passed its checks; an arm of an experiment may"
          + " name it without")
  @Default.Boolean(true)
  boolean getPublish();

  void setPublish(boolean publish);

  @Description("Of everything random: the same seed, data and flags give the same model")
  @Default.Long(20220507)
  long getSeed();

  void setSeed(long seed);

  @Description(
      "CPU threads of one operator; 0 takes all cores if OMP_WAIT_POLICY=PASSIVE is set, else 1")
  @Default.Integer(0)
  int getThreads();

  void setThreads(int threads);
}
