package io.tidemark.pipelines.retrieval;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link BenchRetrieval}. */
public interface BenchRetrievalOptions extends StorageOptions {
  @Description("Made-up pins")
  @Default.Integer(1_000_000)
  int getIndexedPins();

  void setIndexedPins(int indexedPins);

  @Description("The numbers of a pin's vector")
  @Default.Integer(64)
  int getDimension();

  void setDimension(int dimension);

  @Description("Connections of a pin in the graph")
  @Default.Integer(IndexConfig.CONNECTIONS)
  int getConnections();

  void setConnections(int connections);

  @Description("Neighbours looked at for a pin that is added")
  @Default.Integer(IndexConfig.BEAM)
  int getBeam();

  void setBeam(int beam);

  @Description("Threads that build the graph; a search looks into as many parts")
  @Default.Integer(IndexConfig.THREADS)
  int getBuildThreads();

  void setBuildThreads(int buildThreads);

  @Description("Questions that are asked")
  @Default.Integer(2_000)
  int getQuestions();

  void setQuestions(int questions);

  @Description("Folder for the index; one that is there is searched and not built again")
  String getIndex();

  void setIndex(String index);
}
