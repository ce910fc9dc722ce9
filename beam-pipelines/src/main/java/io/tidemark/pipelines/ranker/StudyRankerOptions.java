package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.importing.DatasetLogOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link StudyRanker}. */
public interface StudyRankerOptions extends PositiveActionsOptions, DatasetLogOptions {
  @Description("Folder for the report: report.md, report.json and plots")
  @Validation.Required
  String getReport();

  void setReport(String report);

  @Description("Preset or YAML file of the ranker whose arms are compared")
  @Default.String("study")
  String getRanker();

  void setRanker(String ranker);

  @Description("Preset or YAML file of the PinnerFormer beneath it")
  @Default.String("small")
  String getPinnerFormer();

  void setPinnerFormer(String pinnerFormer);

  @Description("Steps of each ranker's training; the configuration's if not given")
  Integer getMaxSteps();

  void setMaxSteps(Integer maxSteps);

  @Description("Steps of PinnerFormer's training; the configuration's if not given")
  Integer getPinnerFormerSteps();

  void setPinnerFormerSteps(Integer pinnerFormerSteps);

  @Description("How many splits, the last one at the log's end; chosen by the log's length if 0")
  @Default.Integer(0)
  int getWindows();

  void setWindows(int windows);

  @Description("How long requests are taken after a split, such as P14D; chosen if not given")
  String getTargetWindow();

  void setTargetWindow(String targetWindow);

  @Description(
      "How long before a split the ranker's requests begin, such as P28D; chosen if not given")
  String getTrainingWindow();

  void setTrainingWindow(String trainingWindow);

  @Description("The most requests of a split that are measured on")
  @Default.Integer(1500)
  int getRequests();

  void setRequests(int requests);

  @Description("The numbers of a pin's vector")
  @Default.Integer(64)
  int getDimension();

  void setDimension(int dimension);

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
