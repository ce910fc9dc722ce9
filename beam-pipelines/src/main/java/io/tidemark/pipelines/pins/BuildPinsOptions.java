package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link BuildPins}. */
public interface BuildPinsOptions extends StorageOptions, PositiveActionsOptions {
  @Description("Only actions before this instant count, such as 2024-01-31T00:00:00Z")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("The first UTC day whose actions count, such as 2024-01-01; all days if not given")
  String getFrom();

  void setFrom(String from);

  @Description("The numbers of a pin's vector")
  @Default.Integer(64)
  int getDimension();

  void setDimension(int dimension);

  @Description("Pins up to this many steps apart in a user's timeline are neighbours")
  @Default.Integer(10)
  int getWindow();

  void setWindow(int window);

  @Description("The power context counts are raised to, in (0, 1]; below 1 rare pins weigh less")
  @Default.Double(0.75)
  double getContextSmoothing();

  void setContextSmoothing(double contextSmoothing);

  @Description("Its log is taken off the mutual information; 1 takes nothing off")
  @Default.Double(1)
  double getShift();

  void setShift(double shift);

  @Description("The power of the singular values in the vectors, in [0, 1]")
  @Default.Double(0.5)
  double getSingularValuePower();

  void setSingularValuePower(double singularValuePower);

  @Description("Pins with fewer actions, hides not counted, are left out")
  @Default.Long(1)
  long getMinimumActions();

  void setMinimumActions(long minimumActions);

  @Description("Seed of the random projection: the same actions and flags give the same vectors")
  @Default.Long(20220507)
  long getSeed();

  void setSeed(long seed);
}
