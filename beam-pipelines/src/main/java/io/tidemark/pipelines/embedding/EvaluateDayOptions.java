package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link EvaluateDay}. */
public interface EvaluateDayOptions extends StorageOptions, PositiveActionsOptions {
  @Description("The end of the day that is looked at, such as 2022-04-22T00:00:00Z")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Users that are looked at, at most: always the same of a day")
  @Default.Integer(2_000)
  int getMostUsers();

  void setMostUsers(int mostUsers);

  @Description("Threads of one operator")
  @Default.Integer(1)
  int getOperatorThreads();

  void setOperatorThreads(int operatorThreads);

  @Description(
      "Local folder that the result is left in, as pinnerformer-<day>.json; not written if not"
          + " given")
  String getEvaluations();

  void setEvaluations(String evaluations);
}
