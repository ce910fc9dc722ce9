package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Writes files of profiles to HBase, and tells how many each had. */
final class WriteProfiles extends DoFn<String, Long> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 200;

  private final String hbase;
  private final String version;
  private final VectorType storage;
  private transient StoreConnection connection;
  private transient InterestProfiles profiles;

  /**
   * @param version of the release
   */
  WriteProfiles(String hbase, String version, VectorType storage) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.storage = requireNonNull(storage, "storage is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    profiles = new InterestProfiles(connection, storage);
  }

  @ProcessElement
  public void write(@Element String file, OutputReceiver<Long> written) {
    List<InterestProfile> waiting = new ArrayList<>(AT_ONCE);
    long[] rows = new long[1];
    ProfileFile.read(
        file,
        profile -> {
          waiting.add(profile);
          rows[0]++;
          if (waiting.size() == AT_ONCE) {
            profiles.write(version, waiting);
            waiting.clear();
          }
        });
    profiles.write(version, waiting);
    written.output(rows[0]);
  }

  @Teardown
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
