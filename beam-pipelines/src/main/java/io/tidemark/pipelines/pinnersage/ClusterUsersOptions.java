package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.sequences.SequencesOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import io.tidemark.store.VectorType;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link ClusterUsers}. */
public interface ClusterUsersOptions extends SequencesOptions, PositiveActionsOptions {
  @Description(
      "Include actions before this instant, a day's end such as 2022-04-22T00:00:00Z: the release's"
          + " as-of")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("The largest Ward distance at which two clusters still become one")
  @Default.Double(PinnerSageConfig.ALPHA)
  double getAlpha();

  void setAlpha(double alpha);

  @Description("How fast importance decays, a day")
  @Default.Double(PinnerSageConfig.LAMBDA)
  double getLambda();

  void setLambda(double lambda);

  @Description("Days before a user's newest action in which actions count")
  @Default.Integer(PinnerSageConfig.LOOKBACK_DAYS)
  int getLookbackDays();

  void setLookbackDays(int lookbackDays);

  @Description(
      "Positive actions of a user that are clustered at most, the newest; a worker's memory grows"
          + " with the square, 200 MB for 5,000. What --sequenceDepth does not keep is not there")
  @Default.Integer(PinnerSageConfig.ACTIONS)
  int getMaxActions();

  void setMaxActions(int maxActions);

  @Description("Interests of a user that are kept, the most important")
  @Default.Integer(PinnerSageConfig.INTERESTS)
  int getMaxInterests();

  void setMaxInterests(int maxInterests);

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

  @Description("Gate: users with an interest, at least this share of those computed")
  @Default.Double(0.05)
  double getMinimumInterestShare();

  void setMinimumInterestShare(double minimumInterestShare);

  @Description(
      "Gate: mean of 1 - cosine between a user's vector and the published release's, at most")
  @Default.Double(0.35)
  double getMaximumMeanDrift();

  void setMaximumMeanDrift(double maximumMeanDrift);

  @Description("Gate: the 95th percentile of the same, at most")
  @Default.Double(0.6)
  double getMaximumDrift95();

  void setMaximumDrift95(double maximumDrift95);
}
