package io.tidemark.pipelines.pinnerformer;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Flags of {@link BenchTraining}. */
public interface BenchTrainingOptions extends PipelineOptions {
  @Description("Preset (small, paper) or path of a YAML file")
  @Default.String("small")
  String getConfig();

  void setConfig(String config);

  @Description("Steps that are measured, after as many as --warmUp")
  @Default.Integer(40)
  int getSteps();

  void setSteps(int steps);

  @Description("Steps before that")
  @Default.Integer(30)
  int getWarmUp();

  void setWarmUp(int warmUp);

  @Description("Users, each with nine times as many actions as the configuration's window")
  @Default.Integer(500)
  int getUsers();

  void setUsers(int users);

  @Description("Pins")
  @Default.Integer(20000)
  int getPins();

  void setPins(int pins);

  @Description("P: numbers of a pin's vector")
  @Default.Integer(64)
  int getPinDimension();

  void setPinDimension(int pinDimension);

  @Description("CPU threads of one operator")
  @Default.Integer(1)
  int getThreads();

  void setThreads(int threads);

  @Description("Which attention: fused, eager, or both one after the other")
  @Default.String("both")
  String getAttention();

  void setAttention(String attention);

  @Description("Train as many steps as each line of the input says, and answer in seconds")
  boolean getTurns();

  void setTurns(boolean turns);
}
