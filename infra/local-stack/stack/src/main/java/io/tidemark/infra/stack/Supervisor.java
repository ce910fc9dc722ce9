package io.tidemark.infra.stack;

import static java.util.Objects.requireNonNull;

import io.tidemark.infra.stack.ComponentStatus.State;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings components up, looks at them and takes them down. Whatever it knows lies in the state
 * folder, so each command may be a process of its own; components outlive it. It ends only
 * processes whose pid and start time are recorded there.
 */
public final class Supervisor {
  private final StateFolder folder;
  private final StackRecords records;
  private final ComponentStarter starter;
  private final HealthClient health = new HealthClient();
  private final StackListener listener;

  /** A supervisor whose components go on when its JVM ends, at their default ports if free. */
  public Supervisor(TidemarkHome home, StateFolder folder, StackListener listener) {
    this(home, folder, listener, StartPolicy.DETACHED);
  }

  Supervisor(TidemarkHome home, StateFolder folder, StackListener listener, StartPolicy policy) {
    this.folder = requireNonNull(folder, "folder is null");
    this.listener = requireNonNull(listener, "listener is null");
    this.records = new StackRecords(folder);
    this.starter = new ComponentStarter(home, folder, records, health, listener, policy);
  }

  /**
   * Brings these components and all they need up, those that do not need each other at the same
   * time, and waits until each answers a real request. What is up already is left as it is; what is
   * dead, does not answer, or uses an address that is no longer right is started anew.
   *
   * @throws StackException naming what did not come up, why, and its log
   */
  public Map<Component, ComponentStatus> up(Set<Component> components) {
    Prerequisites.check(folder);
    Set<Component> wanted = Component.withNeeds(components);
    try (StackLock lock = StackLock.take(folder, listener::note)) {
      requireNonNull(lock, "lock is null");
      Map<Component, CompletableFuture<ComponentStatus>> coming = new EnumMap<>(Component.class);
      // As many as there are components, which may be none.
      ExecutorService threads = Executors.newCachedThreadPool();
      try {
        // The enum's order puts what is needed first.
        for (Component component : wanted) {
          CompletableFuture<?>[] needs =
              Stream.concat(
                      component.needs().stream().map(coming::get),
                      component.knows().stream()
                          .filter(coming::containsKey)
                          .map(known -> coming.get(known).handle((up, failure) -> known)))
                  .toArray(CompletableFuture<?>[]::new);
          coming.put(
              component,
              CompletableFuture.allOf(needs).thenApplyAsync(done -> bringUp(component), threads));
        }
        return allUp(coming);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** How each component is right now, asked at the same time. */
  public List<ComponentStatus> status() {
    List<CompletableFuture<ComponentStatus>> asked =
        EnumSet.allOf(Component.class).stream()
            .map(component -> CompletableFuture.supplyAsync(() -> status(component)))
            .toList();
    return asked.stream().map(Supervisor::joined).toList();
  }

  /** How a component is right now. */
  public ComponentStatus status(Component component) {
    Optional<ComponentRecord> found = records.read(component);
    if (found.isEmpty()) {
      return new ComponentStatus(
          component, State.STOPPED, found, OptionalLong.empty(), "not started");
    }
    ComponentRecord record = found.get();
    if (process(record).isEmpty()) {
      return new ComponentStatus(
          component,
          State.DEAD,
          found,
          OptionalLong.empty(),
          "process %d has ended; see %s, then start it again with 'up'"
              .formatted(record.pid(), record.log()));
    }
    HealthClient.Health answer = health.ask(record);
    State state =
        switch (answer.state()) {
          case UP -> State.UP;
          case STARTING -> State.STARTING;
          case DOWN -> State.UNRESPONSIVE;
        };
    return new ComponentStatus(
        component, state, found, ResidentMemory.of(record.pid()), answer.detail());
  }

  /**
   * Where clients reach a component, whether or not it answers right now.
   *
   * @throws StackException if it has not been started
   */
  public String address(Component component) {
    return records
        .read(component)
        .map(ComponentRecord::address)
        .orElseThrow(
            () ->
                new StackException(
                    "%s has not been started in %s: run './tidemark up'"
                        .formatted(component.id(), folder.root())));
  }

  /** Stops these components, and first those that need them; waits until they have ended. */
  public void down(Set<Component> components) {
    try (StackLock lock = StackLock.take(folder, listener::note)) {
      requireNonNull(lock, "lock is null");
      Set<Component> rest = withDependents(components);
      while (!rest.isEmpty()) {
        Set<Component> needed = EnumSet.noneOf(Component.class);
        rest.forEach(component -> needed.addAll(component.needs()));
        Set<Component> now = EnumSet.copyOf(rest);
        now.removeAll(needed);
        List<CompletableFuture<Void>> stopping =
            now.stream()
                .map(component -> CompletableFuture.runAsync(() -> takeDown(component)))
                .toList();
        stopping.forEach(Supervisor::joined);
        rest.removeAll(now);
      }
    }
  }

  /** Ends a component's process at once, as a crash would; its record stays. For tests. */
  void kill(Component component) {
    records
        .read(component)
        .flatMap(Supervisor::process)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  private ComponentStatus bringUp(Component component) {
    Map<Component, String> addresses = new EnumMap<>(Component.class);
    component.needs().forEach(need -> addresses.put(need, address(need)));
    for (Component known : component.knows()) {
      records.read(known).ifPresent(record -> addresses.put(known, record.address()));
    }
    ComponentStatus now = status(component);
    if (now.state() == State.STARTING || now.state() == State.UNRESPONSIVE) {
      now = starter.awaitAnswer(component, now.record().orElseThrow()).orElse(now);
    }
    boolean usesTheseAddresses =
        now.record().map(record -> record.uses().equals(starter.uses(addresses))).orElse(false);
    if (now.state() == State.UP && usesTheseAddresses) {
      listener.settled(now, false);
      return now;
    }
    if (now.state() != State.STOPPED) {
      listener.note("%s: %s; starting it again".formatted(component.id(), reason(now)));
      end(component);
    }
    starter.start(component, addresses);
    ComponentStatus up = status(component);
    listener.settled(up, true);
    return up;
  }

  /** Waits for all, so that one that fails takes nothing else down with it. */
  private static Map<Component, ComponentStatus> allUp(
      Map<Component, CompletableFuture<ComponentStatus>> coming) {
    Map<Component, ComponentStatus> up = new EnumMap<>(Component.class);
    Set<StackException> failures = new LinkedHashSet<>();
    coming.forEach(
        (component, status) -> {
          try {
            up.put(component, joined(status));
          } catch (StackException e) {
            // What needs a component that failed fails with the same exception.
            failures.add(e);
          }
        });
    if (!failures.isEmpty()) {
      StackException all =
          new StackException(
              failures.stream().map(StackException::getMessage).collect(Collectors.joining("\n")));
      failures.forEach(all::addSuppressed);
      throw all;
    }
    return up;
  }

  private static String reason(ComponentStatus status) {
    return status.state() == State.UP
        ? "an address it uses has changed"
        : status.state().name().toLowerCase(Locale.ROOT) + ": " + status.detail();
  }

  private void takeDown(Component component) {
    boolean running = end(component);
    listener.settled(status(component), running);
  }

  /** True if there was a process to end. */
  private boolean end(Component component) {
    Optional<ComponentRecord> record = records.read(component);
    Optional<ProcessHandle> process = record.flatMap(Supervisor::process);
    process.ifPresent(running -> starter.stop(component, running));
    records.remove(component);
    return process.isPresent();
  }

  private static Optional<ProcessHandle> process(ComponentRecord record) {
    return ProcessIdentity.find(record.pid(), record.processStartedAt());
  }

  private static Set<Component> withDependents(Set<Component> components) {
    Set<Component> all = EnumSet.noneOf(Component.class);
    for (Component component : Component.values()) {
      if (!Collections.disjoint(Component.withNeeds(Set.of(component)), components)) {
        all.add(component);
      }
    }
    return all;
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StackException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
