package io.tidemark.serving.tides;

import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.UserAsOf;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import io.tidemark.store.UserInterests;
import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A store in memory, which can be made to hang or to fail. */
public final class FakeTideStore implements TideStore {
  /** How the store answers. */
  public enum Mood {
    ANSWERS,
    FAILS,
    HANGS
  }

  /** What can be made to fail alone. */
  public enum Read {
    BATCH,
    LIVE,
    INTERESTS,
    HISTORY,
    PINS
  }

  private final Set<Read> failing = EnumSet.noneOf(Read.class);
  private final Set<Read> hanging = EnumSet.noneOf(Read.class);
  private final Queue<CompletableFuture<?>> hung = new ConcurrentLinkedQueue<>();
  private final Map<String, UserEmbedding> embeddings = new ConcurrentHashMap<>();
  private final Map<String, UserHistory> histories = new ConcurrentHashMap<>();
  private final Map<String, List<Action>> actions = new ConcurrentHashMap<>();
  private final Map<String, UserInterests> interests = new ConcurrentHashMap<>();
  private final Map<String, Pin> pins = new ConcurrentHashMap<>();
  private final Map<String, Release> published = new ConcurrentHashMap<>();
  private final Map<String, List<Release>> releases = new HashMap<>();
  private final Map<String, Deque<PublishEvent>> history = new HashMap<>();
  private volatile List<Watermark> watermarks = List.of();
  private volatile Mood mood = Mood.ANSWERS;
  private volatile int pinReads;
  private volatile CountDownLatch copies = new CountDownLatch(0);

  public void mood(Mood newMood) {
    mood = newMood;
  }

  /** Makes one kind of read fail from now on. */
  public void fail(Read read) {
    failing.add(read);
  }

  /** Lets one kind of read never be answered from now on. */
  public void hang(Read read) {
    hanging.add(read);
  }

  /** Fails what hangs. */
  public void failHung() {
    hung.forEach(read -> read.completeExceptionally(new IllegalStateException("away")));
  }

  public void put(UserEmbedding embedding) {
    embeddings.put(embedding.userId(), embedding);
  }

  public void put(UserHistory history) {
    histories.put(history.userId(), history);
  }

  public void put(String userId, List<Action> newestFirst) {
    actions.put(userId, newestFirst);
  }

  public void put(String userId, UserInterests both) {
    interests.put(userId, both);
  }

  public void put(Pin pin) {
    pins.put(pin.pinId(), pin);
  }

  public void put(List<Watermark> newWatermarks) {
    watermarks = newWatermarks;
  }

  public synchronized void publish(Release release) {
    published.put(release.model(), release);
    releases.computeIfAbsent(release.model(), model -> new ArrayList<>()).add(release);
    history
        .computeIfAbsent(release.model(), model -> new ArrayDeque<>())
        .addFirst(
            new PublishEvent(
                release.id(),
                PublishEvent.Kind.PUBLISH,
                release.model(),
                release.id(),
                Optional.empty(),
                "test",
                Instant.EPOCH));
  }

  /** Copies of the pins wait until the latch that is returned is counted down. */
  public CountDownLatch holdCopies() {
    CountDownLatch latch = new CountDownLatch(1);
    copies = latch;
    return latch;
  }

  /** How many pins were asked for. */
  public int pinReads() {
    return pinReads;
  }

  @Override
  public CompletableFuture<Optional<UserEmbedding>> embedding(
      String userId, String version, Instant atOrBefore) {
    return answer(
        Read.BATCH,
        Optional.ofNullable(embeddings.get(userId))
            .filter(embedding -> !embedding.asOf().isAfter(atOrBefore)));
  }

  @Override
  public CompletableFuture<List<Action>> newestActions(String userId, int limit) {
    return answer(
        Read.LIVE, actions.getOrDefault(userId, List.of()).stream().limit(limit).toList());
  }

  @Override
  public CompletableFuture<UserInterests> interests(
      String userId, String version, Instant atOrBefore) {
    return answer(
        Read.INTERESTS,
        interests.getOrDefault(userId, new UserInterests(Optional.empty(), Optional.empty())));
  }

  @Override
  public synchronized CompletableFuture<Map<String, Pin>> pins(
      Collection<String> pinIds, String version) {
    pinReads += pinIds.size();
    Map<String, Pin> found = new HashMap<>();
    pinIds.stream().filter(pins::containsKey).forEach(pinId -> found.put(pinId, pins.get(pinId)));
    return answer(Read.PINS, found);
  }

  @Override
  public void forEachPin(String version, Consumer<Pin> consumer) {
    try {
      copies.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (mood != Mood.ANSWERS) {
      throw new IllegalStateException("away");
    }
    pins.values().forEach(consumer);
  }

  @Override
  public CompletableFuture<Optional<UserHistory>> history(String userId, Instant asOf) {
    return answer(
        Read.HISTORY,
        Optional.ofNullable(histories.get(userId)).filter(history -> history.asOf().equals(asOf)));
  }

  @Override
  public CompletableFuture<List<UserAsOf>> asOfs(
      String version, Instant atOrBefore, int salt, int limit) {
    return answer(
        embeddings.values().stream()
            .filter(embedding -> !embedding.asOf().isAfter(atOrBefore))
            .map(embedding -> new UserAsOf(embedding.userId(), embedding.asOf()))
            .limit(limit)
            .toList());
  }

  @Override
  public CompletableFuture<List<Watermark>> watermarks() {
    return answer(watermarks);
  }

  @Override
  public CompletableFuture<Optional<Release>> published(String model) {
    return answer(Optional.ofNullable(published.get(model)));
  }

  @Override
  public synchronized CompletableFuture<List<Release>> releases(String model) {
    return answer(List.copyOf(releases.getOrDefault(model, List.of())));
  }

  @Override
  public synchronized CompletableFuture<List<PublishEvent>> history(String model) {
    return answer(List.copyOf(history.getOrDefault(model, new ArrayDeque<>())));
  }

  private <T> CompletableFuture<T> answer(Read read, T value) {
    if (hanging.contains(read)) {
      CompletableFuture<T> never = new CompletableFuture<>();
      hung.add(never);
      return never;
    }
    return failing.contains(read)
        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
        : answer(value);
  }

  private <T> CompletableFuture<T> answer(T value) {
    return switch (mood) {
      case ANSWERS -> CompletableFuture.completedFuture(value);
      case FAILS -> CompletableFuture.failedFuture(new IllegalStateException("away"));
      case HANGS -> new CompletableFuture<>();
    };
  }
}
