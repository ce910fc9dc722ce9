package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link BenchClusters}. */
public interface BenchClustersOptions extends StorageOptions {
  @Description("Made-up users")
  @Default.Long(10_000)
  long getUsers();

  void setUsers(long users);

  @Description("Positive actions of each user")
  @Default.Integer(256)
  int getActions();

  void setActions(int actions);

  @Description("Made-up pins")
  @Default.Integer(100_000)
  int getPinCount();

  void setPinCount(int pinCount);

  @Description("The numbers of a pin's vector")
  @Default.Integer(64)
  int getDimension();

  void setDimension(int dimension);
}
