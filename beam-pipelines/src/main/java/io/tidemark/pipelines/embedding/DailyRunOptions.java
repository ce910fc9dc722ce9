package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.sequences.SequencesOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import io.tidemark.store.VectorType;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of every daily run over the users: what it includes, and what its gate asks for. */
public interface DailyRunOptions extends SequencesOptions, PositiveActionsOptions {
  @Description(
      "Include actions before this instant, a day's end such as 2022-04-22T00:00:00Z: the release's"
          + " as-of")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Compute all users, not only those with an action since the published release")
  @Default.Boolean(false)
  boolean getFull();

  void setFull(boolean full);

  @Description(
      "Do nothing if what is published is as of a later instant: a day that is repeated after later"
          + " ones then changes nothing")
  @Default.Boolean(false)
  boolean getKeepNewer();

  void setKeepNewer(boolean keepNewer);

  @Description("Whether the release is published once it has passed the gate")
  @Default.Boolean(true)
  boolean getPublish();

  void setPublish(boolean publish);

  @Description("How a vector's numbers lie in HBase: FP32, exact, or FP16, half the bytes")
  @Default.Enum("FP32")
  VectorType getStorage();

  void setStorage(VectorType storage);

  @Description("Gate: users with a sequence, at least this share of the published release's")
  @Default.Double(0.9)
  double getMinimumShare();

  void setMinimumShare(double minimumShare);

  @Description(
      "Gate: mean of 1 - cosine between a user's vector and the published release's, at most")
  @Default.Double(0.35)
  double getMaximumMeanDrift();

  void setMaximumMeanDrift(double maximumMeanDrift);

  @Description("Gate: the 95th percentile of the same, at most")
  @Default.Double(0.6)
  double getMaximumDrift95();

  void setMaximumDrift95(double maximumDrift95);

  @Description("Gate: recall@10 on the last day held out, at least this share of the published's")
  @Default.Double(0.8)
  double getMinimumRecallShare();

  void setMinimumRecallShare(double minimumRecallShare);

  @Description("Gate: recall is judged if there are at least so many known actions")
  @Default.Integer(200)
  int getLeastRecallPairs();

  void setLeastRecallPairs(int leastRecallPairs);
}
