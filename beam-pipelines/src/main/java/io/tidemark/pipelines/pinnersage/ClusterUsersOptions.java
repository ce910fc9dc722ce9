package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.DailyRunOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link ClusterUsers}, besides those of every daily run. */
public interface ClusterUsersOptions extends DailyRunOptions {
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

  @Description("Gate: users with an interest, at least this share of those computed")
  @Default.Double(0.05)
  double getMinimumInterestShare();

  void setMinimumInterestShare(double minimumInterestShare);
}
