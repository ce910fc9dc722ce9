package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts checked pin vectors where they are read: a partition of the Hive table {@code pins}, HBase,
 * and at last the published release. Every step may run twice, so a run that was cut short is
 * repeated.
 */
final class PublishPins {
  private static final Logger log = LoggerFactory.getLogger(PublishPins.class);
  private static final int BATCH = 1_000;
  private static final int READ_BACK = 1_000;

  private final StoreConnection connection;
  private final String hive;
  private final Clock clock;

  PublishPins(StoreConnection connection, String hive, Clock clock) {
    this.connection = connection;
    this.hive = hive;
    this.clock = clock;
  }

  Release publish(PinVectors pins, Instant asOf) {
    Map<String, String> checks = new HashMap<>(PinChecks.check(pins));
    addPartition(pins.version());
    Pins table = new Pins(connection);
    for (int start = 0; start < pins.size(); start += BATCH) {
      List<Pin> batch = new ArrayList<>(BATCH);
      for (int i = start; i < Math.min(pins.size(), start + BATCH); i++) {
        batch.add(pins.pin(i));
      }
      table.write(pins.version(), asOf, batch);
      log.info("Wrote {} of {} pins to HBase", start + batch.size(), pins.size());
    }
    checks.put("hbase_read_back", readBack(table, pins));

    Releases releases = new Releases(connection);
    Optional<Release> earlier = releases.get(Release.PINS, pins.version());
    Release release =
        new Release(
            Release.PINS,
            pins.version(),
            pins.version(),
            asOf,
            Optional.empty(),
            pins.size(),
            Map.of(),
            checks,
            earlier.map(Release::createdAt).orElseGet(clock::instant));
    releases.add(release);
    releases.publish(Release.PINS, release.id(), "BuildPins as of " + asOf + ", checks passed");
    return release;
  }

  private void addPartition(String version) {
    try (HiveConnection session = HiveConnection.open(hive)) {
      session.execute(
          "ALTER TABLE %s ADD IF NOT EXISTS PARTITION (`release`=%s)"
              .formatted(HiveSchema.PINS, HiveConnection.literal(version)));
    }
  }

  /** Compares evenly spread pins with what HBase answers. */
  private static String readBack(Pins table, PinVectors pins) {
    int step = Math.max(1, pins.size() / READ_BACK);
    List<String> ids = new ArrayList<>();
    for (int index = 0; index < pins.size(); index += step) {
      ids.add(pins.id(index));
    }
    Map<String, Pin> stored = table.read(ids, pins.version());
    for (String id : ids) {
      Pin pin = stored.get(id);
      Pin expected = pins.find(id).orElseThrow();
      if (pin == null
          || !Arrays.equals(pin.vector(), expected.vector())
          || pin.actions() != expected.actions()) {
        throw new JobFailedException(
            "HBase does not give pin %s back as it was written: nothing was published"
                .formatted(id));
      }
    }
    return ids.size() + " equal";
  }
}
