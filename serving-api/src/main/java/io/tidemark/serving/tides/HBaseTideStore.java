package io.tidemark.serving.tides;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.releases.ReleaseStore;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.ReleaseHistory;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import io.tidemark.store.UserAsOf;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import io.tidemark.store.UserInterests;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tides in HBase. Connects in the background, for as long as it takes, so that the API starts
 * without HBase.
 *
 * <p>Reads for rankings pass a {@link ReadBreaker}; the background reads of watermarks and releases
 * do not.
 */
public final class HBaseTideStore implements TideStore, ReleaseStore, Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(HBaseTideStore.class);
  private static final int MAX_RETRIES = 30;

  /** Ids to ask for, as many as it takes to meet every region of a table; nobody need have them. */
  private static final List<String> WARM_UP_IDS =
      IntStream.range(0, 64).mapToObj(i -> "warm-up-" + i).toList();

  private static final Duration WARM_UP_WITHIN = Duration.ofSeconds(5);

  private final StoreConfig config;
  private final ReadBreaker breaker;
  private final ScheduledExecutorService background =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "hbase-background");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<Stores> stores = Optional.empty();
  private boolean told;

  private record Stores(
      StoreConnection connection,
      UserEmbeddings embeddings,
      InterestProfiles interests,
      UserHistories histories,
      LiveActions actions,
      Pins pins,
      Releases releases,
      Watermarks watermarks) {
    static Stores of(StoreConnection connection) {
      return new Stores(
          connection,
          new UserEmbeddings(connection),
          new InterestProfiles(connection),
          new UserHistories(connection),
          new LiveActions(connection),
          new Pins(connection),
          new Releases(connection),
          new Watermarks(connection));
    }
  }

  /** A store that starts to connect when it is started. */
  public HBaseTideStore(HBaseConfiguration configuration, MeterRegistry meters) {
    this.config =
        StoreConfig.of(configuration.address())
            .withOperationTimeout(configuration.operationTimeout().toJavaDuration())
            .withRpcTimeout(configuration.attemptTimeout().toJavaDuration())
            .withRetries(MAX_RETRIES, configuration.pause().toJavaDuration())
            .withConnectTimeout(configuration.connectTimeout().toJavaDuration());
    this.breaker = new ReadBreaker(configuration);
    Gauge.builder("tidemark.hbase.up", this, store -> store.isAnswering() ? 1 : 0)
        .description("1 if HBase is connected and reads are let through")
        .register(meters);
  }

  @Override
  public void start() {
    background.execute(this::connect);
  }

  @Override
  public void stop() {
    background.shutdownNow();
    stores.ifPresent(open -> open.connection().close());
  }

  /** Whether HBase was reached, and reads for rankings are not held back. */
  public boolean isAnswering() {
    return stores.isPresent() && breaker.isClosed();
  }

  @Override
  public CompletableFuture<Optional<UserEmbedding>> embedding(
      String userId, String version, Instant atOrBefore) {
    return guarded(open -> open.embeddings().readAsync(userId, version, atOrBefore));
  }

  @Override
  public CompletableFuture<List<Action>> newestActions(String userId, int limit) {
    return guarded(open -> open.actions().newestAsync(userId, limit));
  }

  @Override
  public CompletableFuture<UserInterests> interests(
      String userId, String version, Instant atOrBefore) {
    return guarded(open -> open.interests().readAsync(userId, version, atOrBefore));
  }

  @Override
  public CompletableFuture<Map<String, Pin>> pins(Collection<String> pinIds, String version) {
    return guarded(open -> open.pins().readAsync(pinIds, version));
  }

  @Override
  public void forEachPin(String version, Consumer<Pin> consumer) {
    stores.orElseThrow(this::notConnected).pins().forEach(version, consumer);
  }

  @Override
  public CompletableFuture<Optional<UserHistory>> history(String userId, Instant asOf) {
    return withStores(open -> open.histories().readAsync(userId, asOf));
  }

  @Override
  public CompletableFuture<List<UserAsOf>> asOfs(
      String version, Instant atOrBefore, int salt, int limit) {
    return withStores(open -> open.embeddings().asOfs(version, atOrBefore, salt, limit));
  }

  @Override
  public CompletableFuture<List<Watermark>> watermarks() {
    return withStores(open -> open.watermarks().allAsync());
  }

  @Override
  public CompletableFuture<Optional<Release>> published(String model) {
    return withStores(open -> open.releases().publishedAsync(model));
  }

  @Override
  public CompletableFuture<List<Release>> releases(String model) {
    return withStores(
        open -> CompletableFuture.supplyAsync(() -> open.releases().all(model), background));
  }

  @Override
  public CompletableFuture<List<PublishEvent>> history(String model) {
    return withStores(
        open -> CompletableFuture.supplyAsync(() -> open.releases().history(model), background));
  }

  @Override
  public ReleaseHistory everything(String model) {
    return releases().everything(model);
  }

  @Override
  public void publish(Optional<String> seen, String model, String id, String reason) {
    releases().publishAfter(seen, model, id, reason);
  }

  @Override
  public void rollback(String seen, String model, String reason) {
    releases().rollbackFrom(seen, model, reason);
  }

  private Releases releases() {
    return stores.orElseThrow(this::notConnected).releases();
  }

  private <T> CompletableFuture<T> guarded(Function<Stores, CompletableFuture<T>> read) {
    return breaker.read(() -> withStores(read));
  }

  private <T> CompletableFuture<T> withStores(Function<Stores, CompletableFuture<T>> read) {
    return stores.map(read).orElseGet(() -> CompletableFuture.failedFuture(notConnected()));
  }

  private IllegalStateException notConnected() {
    return new IllegalStateException("not yet connected to HBase at " + config.address());
  }

  private void connect() {
    try {
      Stores open = Stores.of(StoreConnection.open(config));
      warmUp(open);
      stores = Optional.of(open);
      breaker.reset();
      LOGGER.info("Connected to HBase at {}", config.address());
    } catch (StoreException e) {
      if (!told) {
        LOGGER.warn("{}; trying again until it answers", e.getMessage());
        told = true;
      }
      background.schedule(this::connect, 1, TimeUnit.SECONDS);
    }
  }

  /**
   * Reads as a ranking does before the first ranking has to: it takes a second or two to find all
   * regions, longer than a ranking may wait.
   */
  private static void warmUp(Stores open) {
    Instant now = Instant.now();
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (String id : WARM_UP_IDS) {
      reads.add(open.embeddings().readAsync(id, "none", now));
      reads.add(open.actions().newestAsync(id, 1));
    }
    reads.add(open.pins().readAsync(WARM_UP_IDS, "none"));
    try {
      CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
          .get(WARM_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.warn("The first reads of HBase failed: {}", e.toString());
    }
  }
}
