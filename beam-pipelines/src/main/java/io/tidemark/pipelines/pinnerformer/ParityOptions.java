package io.tidemark.pipelines.pinnerformer;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** Flags of {@link StudyParity}. */
public interface ParityOptions extends PipelineOptions {
  @Description("Folder with Beauty.txt, or a file of sequences: a line 'user item item ...' a user")
  @Validation.Required
  String getData();

  void setData(String data);

  @Description("Folder for a checkpoint to go on from after an interruption; none if not given")
  String getCheckpoints();

  void setCheckpoints(String checkpoints);

  @Description("Preset or path of a YAML file")
  @Default.String("sasrec-parity")
  String getConfig();

  void setConfig(String config);

  @Description("Folder for parity.md and parity.json; nothing is written if not given")
  String getReport();

  void setReport(String report);

  @Description("The most steps, instead of the configuration's")
  Integer getMaxSteps();

  void setMaxSteps(Integer maxSteps);

  @Description("Stop after so many minutes, whatever the steps")
  @Default.Double(240)
  double getMaxMinutes();

  void setMaxMinutes(double maxMinutes);

  @Description("Of everything random")
  @Default.Long(20220507)
  long getSeed();

  void setSeed(long seed);

  @Description(
      "CPU threads of one operator; 0 takes all cores if OMP_WAIT_POLICY=PASSIVE is set, else 1")
  @Default.Integer(0)
  int getThreads();

  void setThreads(int threads);
}
