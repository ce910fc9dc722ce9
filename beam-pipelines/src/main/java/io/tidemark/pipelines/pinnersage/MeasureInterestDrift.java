package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.embedding.Drift;
import io.tidemark.pipelines.embedding.UserSample;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * Compares the averages of a sample of users' interests with those that are served now, many users
 * a read. Users without an interest on either side are left out.
 */
final class MeasureInterestDrift extends DoFn<InterestProfile, Drift> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 200;

  private final String hbase;
  private final String version;
  private final long asOf;
  private final UserSample sample;
  private transient StoreConnection connection;
  private transient InterestProfiles profiles;
  private transient Map<String, float[]> waiting;
  private transient List<Double> values;

  /**
   * @param asOf of the release that is served, which is of the same version
   */
  MeasureInterestDrift(String hbase, String version, Instant asOf, UserSample sample) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.asOf = asOf.toEpochMilli();
    this.sample = requireNonNull(sample, "sample is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    profiles = new InterestProfiles(connection);
  }

  @StartBundle
  public void start() {
    waiting = new HashMap<>();
    values = new ArrayList<>();
  }

  @ProcessElement
  public void add(@Element InterestProfile profile) {
    Optional<float[]> average = InterestAverage.of(profile.interests());
    if (sample.has(profile.userId()) && average.isPresent()) {
      waiting.put(profile.userId(), average.get());
      if (waiting.size() >= AT_ONCE) {
        compare();
      }
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    compare();
    context.output(new Drift(values), GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }

  private void compare() {
    profiles
        .read(waiting.keySet(), version, Instant.ofEpochMilli(asOf))
        .forEach(
            (user, before) ->
                InterestAverage.of(before.interests())
                    .ifPresent(average -> values.add(Drift.between(average, waiting.get(user)))));
    waiting.clear();
  }

  @Teardown
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
