package io.tidemark.pipelines.retrieval;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActionsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link BuildIndex}. */
public interface BuildIndexOptions extends StorageOptions, PositiveActionsOptions {
  @Description(
      "Popularity counts actions before this instant, such as 2022-04-22T00:00:00Z: the release's"
          + " as-of")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Days before it in which actions make a pin popular")
  @Default.Integer(7)
  int getPopularDays();

  void setPopularDays(int popularDays);

  @Description("Popular pins of each surface that are kept")
  @Default.Integer(1000)
  int getPopularPins();

  void setPopularPins(int popularPins);

  @Description("Connections of a pin in the graph: more take more memory and find more")
  @Default.Integer(IndexConfig.CONNECTIONS)
  int getConnections();

  void setConnections(int connections);

  @Description("Neighbours looked at for a pin that is added: more take longer and find more")
  @Default.Integer(IndexConfig.BEAM)
  int getBeam();

  void setBeam(int beam);

  @Description("Threads that build the graph; a search looks into as many parts")
  @Default.Integer(IndexConfig.THREADS)
  int getBuildThreads();

  void setBuildThreads(int buildThreads);

  @Description(
      "Do nothing if what is published is of the same pins and PinnerFormer, and as of a later"
          + " instant: a day that is repeated after later ones then changes nothing")
  @Default.Boolean(false)
  boolean getKeepNewer();

  void setKeepNewer(boolean keepNewer);

  @Description("Gate: recall@100 against looking at every pin, at least")
  @Default.Double(0.95)
  double getMinimumRecall();

  void setMinimumRecall(double minimumRecall);

  @Description("Whether the release is published once it has passed the gate")
  @Default.Boolean(true)
  boolean getPublish();

  void setPublish(boolean publish);
}
