package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pinnersage.OnlinePass;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import io.tidemark.store.SyntheticUsers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PinnerSage's online pass: who acts gets the interests of their newest actions anew, a bundle's
 * users together. Without a published release of interests it does nothing.
 *
 * <p>It is a help until the next batch, so it never holds up the stream: what HBase does not take
 * is counted and left to the user's next action, or to the batch.
 */
final class UpdateInterests extends PTransform<PCollection<LiveEvent>, PDone> {
  private final StoreConfig store;

  UpdateInterests(StoreConfig store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public PDone expand(PCollection<LiveEvent> events) {
    events.apply("Update", ParDo.of(new Update(store)));
    return PDone.in(events.getPipeline());
  }

  static final class Update extends DoFn<LiveEvent, Void> {
    private static final Logger logger = LoggerFactory.getLogger(UpdateInterests.class);

    /** Users that are held at most before they are written. */
    private static final int MAX_USERS = 500;

    private static final Duration RELEASE_EVERY = Duration.ofSeconds(2);

    private final Counter updated = Metrics.counter(UpdateInterests.class, "profiles_updated");
    private final Counter missed = Metrics.counter(UpdateInterests.class, "profiles_missed");

    private final StoreConfig store;
    private transient StoreConnection connection;
    private transient LiveActions liveActions;
    private transient Pins pins;
    private transient InterestProfiles profiles;
    private transient Optional<OnlinePass> pass;
    private transient long lookedAt;
    private transient Map<String, List<Action>> arrived;

    private Update(StoreConfig store) {
      this.store = store;
    }

    @Setup
    public void setup() {
      connection = StoreConnection.open(store);
      liveActions = new LiveActions(connection);
      pins = new Pins(connection);
      profiles = new InterestProfiles(connection);
      pass = Optional.empty();
      lookedAt = System.nanoTime() - RELEASE_EVERY.toNanos();
    }

    @StartBundle
    public void startBundle() {
      arrived = new LinkedHashMap<>();
      if (System.nanoTime() - lookedAt >= RELEASE_EVERY.toNanos()) {
        lookForRelease();
        lookedAt = System.nanoTime();
      }
    }

    @ProcessElement
    public void process(@Element LiveEvent event) {
      if (event instanceof LiveEvent.Recorded recorded
          && pass.isPresent()
          && !SyntheticUsers.contains(recorded.action().userId())
          && pass.get().concerns(recorded.action())) {
        Action action = recorded.action();
        arrived.computeIfAbsent(action.userId(), user -> new ArrayList<>()).add(action);
        if (arrived.size() >= MAX_USERS) {
          update();
        }
      }
    }

    @FinishBundle
    public void finishBundle() {
      update();
    }

    @Teardown
    public void teardown() {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }

    private void lookForRelease() {
      try {
        Optional<Release> published = new Releases(connection).published(Release.PINNERSAGE);
        Optional<OnlinePass> next = published.flatMap(OnlinePass::of);
        if (!next.equals(pass)) {
          logger.info("Interests are updated for {}", published.map(Release::id).orElse("none"));
        }
        pass = next;
      } catch (StoreException e) {
        logger.warn("Which interests are published could not be read: {}", e.getMessage());
      }
    }

    private void update() {
      if (arrived.isEmpty()) {
        return;
      }
      try {
        List<InterestProfile> written = cluster(pass.orElseThrow());
        profiles.writeLive(pass.orElseThrow().version(), written);
        updated.inc(written.size());
      } catch (StoreException | CompletionException e) {
        missed.inc(arrived.size());
        logger.warn(
            "The interests of {} users were not updated, the batch has them: {}",
            arrived.size(),
            e.getMessage());
      }
      arrived.clear();
    }

    private List<InterestProfile> cluster(OnlinePass online) {
      Map<String, CompletableFuture<List<Action>>> reads = new LinkedHashMap<>();
      arrived
          .keySet()
          .forEach(user -> reads.put(user, liveActions.newestAsync(user, OnlinePass.ACTIONS)));
      Map<String, List<Action>> newest = new LinkedHashMap<>();
      Set<String> pinIds = new HashSet<>();
      reads.forEach(
          (user, read) -> {
            List<Action> actions = online.newest(read.join(), arrived.get(user));
            newest.put(user, actions);
            actions.forEach(action -> pinIds.add(action.pinId()));
          });
      Map<String, Pin> known = pins.read(pinIds, online.pins());
      return newest.values().stream()
          .map(
              actions ->
                  online.cluster(
                      actions,
                      actions.stream()
                          .map(Action::pinId)
                          .distinct()
                          .map(known::get)
                          .filter(Objects::nonNull)
                          .toList()))
          .toList();
    }
  }
}
