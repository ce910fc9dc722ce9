package io.tidemark.pipelines.study;

import io.tidemark.pipelines.importing.DatasetLogOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link RunStudy}. */
public interface StudyOptions extends PositiveActionsOptions, DatasetLogOptions {
  @Description("Folder for the report: report.md, report.json and plots")
  @Validation.Required
  String getReport();

  void setReport(String report);

  @Description("cadence, objectives, negatives, features, length, model or interests")
  @Validation.Required
  String getStudy();

  void setStudy(String study);

  @Description(
      "Where the (first) split lies, such as 2022-04-19T00:00:00Z; chosen by the log's length if not"
          + " given")
  String getT0();

  void setT0(String t0);

  @Description("W: how long after a split targets are taken, such as P3D; chosen if not given")
  String getTargetWindow();

  void setTargetWindow(String targetWindow);

  @Description("How many splits one after the other, each with models of its own; chosen if 0")
  @Default.Integer(0)
  int getWindows();

  void setWindows(int windows);

  @Description("How far one split lies after the one before, such as P14D; W if not given")
  String getEvery();

  void setEvery(String every);

  @Description("The share of users that is evaluated and not trained on")
  @Default.Double(0.25)
  double getEvaluationShare();

  void setEvaluationShare(double evaluationShare);

  @Description(
      "Which positives are targets: all, or new, those on a pin that the user has not acted on"
          + " before")
  @Default.String("all")
  String getTargets();

  void setTargets(String targets);

  @Description("Preset or YAML file of the PinnerFormer that is varied")
  @Default.String("small")
  String getConfig();

  void setConfig(String config);

  @Description(
      "Further settings of it, field=value, comma-separated, such as objective.horizon=P14D")
  String getSet();

  void setSet(String set);

  @Description("Steps of each training; the configuration's if not given")
  Integer getMaxSteps();

  void setMaxSteps(Integer maxSteps);

  @Description(
      "(position, target) pairs of a step, the same for every row: batches are as large as that"
          + " takes; 0 leaves the configuration's batches as they are")
  @Default.Integer(128)
  int getPairsPerStep();

  void setPairsPerStep(int pairs);

  @Description("The numbers of a pin's vector")
  @Default.Integer(64)
  int getDimension();

  void setDimension(int dimension);

  @Description("Topics that interest entropy tells apart")
  @Default.Integer(30)
  int getTopics();

  void setTopics(int topics);

  @Description("Resamples of the 95% intervals")
  @Default.Integer(1000)
  int getResamples();

  void setResamples(int resamples);

  @Description("Seed of everything random: the same data and flags give the same report")
  @Default.Long(20220507)
  long getSeed();

  void setSeed(long seed);

  @Description("Threads of one operator; 0 for all cores")
  @Default.Integer(0)
  int getThreads();

  void setThreads(int threads);
}
