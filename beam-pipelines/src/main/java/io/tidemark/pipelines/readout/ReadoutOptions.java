package io.tidemark.pipelines.readout;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link RunReadout}. */
public interface ReadoutOptions extends StorageOptions {
  @Description("The id of the experiment")
  @Validation.Required
  String getExperiment();

  void setExperiment(String experiment);

  @Description("The file of experiments, a local path")
  @Validation.Required
  String getExperimentFile();

  void setExperimentFile(String experimentFile);

  @Description(
      "Look at what happened before this instant, such as 2026-11-21T00:00:00Z; now if not given")
  String getUntil();

  void setUntil(String until);

  @Description("Days before the experiment's start that tell what its users were like")
  @Default.Integer(14)
  int getDaysBefore();

  void setDaysBefore(int daysBefore);

  @Description("Users of two arms at whom intervals that hold at any time are tightest")
  @Default.Long(10_000)
  long getTightestAt();

  void setTightestAt(long tightestAt);

  @Description(
      "Local folder that the result is left in, as <experiment>.json; not written if not given")
  String getReadouts();

  void setReadouts(String readouts);
}
