package io.tidemark.infra.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Starts one component and waits until it answers; stops one process in order. */
final class ComponentStarter {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration PATIENCE_WITH_A_RUNNING_ONE = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(150);
  private static final int LOG_LINES_SHOWN = 12;

  private final StateFolder folder;
  private final StackRecords records;
  private final HealthClient health;
  private final StackListener listener;
  private final StartPolicy policy;
  private final Launches launches;
  private final Ports ports = new Ports();

  ComponentStarter(
      TidemarkHome home,
      StateFolder folder,
      StackRecords records,
      HealthClient health,
      StackListener listener,
      StartPolicy policy) {
    this.folder = folder;
    this.records = records;
    this.health = health;
    this.listener = listener;
    this.policy = policy;
    this.launches = new Launches(home, folder);
  }

  /** The addresses as they are recorded. */
  Map<String, String> uses(Map<Component, String> addresses) {
    return addresses.entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().id(), Map.Entry::getValue));
  }

  /** Starts it and waits until its server answers. */
  void start(Component component, Map<Component, String> addresses) {
    listener.note("%s: starting".formatted(component.id()));
    Map<String, Integer> chosen = choosePorts(component);
    String instance = UUID.randomUUID().toString();
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEMARK_INSTANCE", instance);
    if (policy.endWithThisJvm()) {
      environment.put("TIDEMARK_OWNER", Long.toString(ProcessHandle.current().pid()));
    }
    Path log = folder.log(component);
    LogTail.rotate(log);
    JavaProcess launch = launches.of(component, chosen, addresses, environment);
    if (policy.jvmFlags().containsKey(component)) {
      launch = launch.jvmFlags(policy.jvmFlags().get(component));
    }
    Process process = launch.startDetached(log);
    ComponentRecord record =
        new ComponentRecord(
            component.id(),
            process.pid(),
            ProcessIdentity.startOf(process.toHandle()),
            Launches.address(component, chosen),
            URI.create("http://127.0.0.1:%d/health".formatted(Component.healthPort(chosen))),
            instance,
            log,
            uses(addresses));
    // Before waiting: if this JVM ends now, the next command finds the process.
    records.write(component, record);
    awaitFirstAnswer(component, process, record);
  }

  /** Gives a running component some time to answer; its status if it does. */
  Optional<ComponentStatus> awaitAnswer(Component component, ComponentRecord record) {
    listener.note("%s: waiting for it to answer".formatted(component.id()));
    Instant giveUp = Instant.now().plus(PATIENCE_WITH_A_RUNNING_ONE);
    while (Instant.now().isBefore(giveUp)
        && ProcessIdentity.find(record.pid(), record.processStartedAt()).isPresent()) {
      HealthClient.Health answer = health.ask(record);
      if (answer.state() == HealthClient.State.UP) {
        OptionalLong resident = ResidentMemory.of(record.pid());
        return Optional.of(
            new ComponentStatus(
                component,
                ComponentStatus.State.UP,
                Optional.of(record),
                resident,
                answer.detail()));
      }
      pause();
    }
    return Optional.empty();
  }

  /** Asks the process to stop, and ends it if it has not stopped within the limit. */
  void stop(Component component, ProcessHandle process) {
    process.destroy();
    if (!hasEnded(process, STOP_LIMIT)) {
      listener.note(
          "%s: not stopped after %d s; ending process %d"
              .formatted(component.id(), STOP_LIMIT.toSeconds(), process.pid()));
      process.destroyForcibly();
      hasEnded(process, STOP_LIMIT);
    }
  }

  private Map<String, Integer> choosePorts(Component component) {
    Map<String, Integer> wanted = new TreeMap<>(component.defaultPorts());
    if (!policy.defaultPorts()) {
      wanted.replaceAll((name, port) -> 0);
    }
    wanted.putAll(records.ports(component));
    synchronized (ports) {
      Set<Integer> ofOthers = new HashSet<>();
      for (Component other : Component.values()) {
        if (other != component) {
          ofOthers.addAll(records.ports(other).values());
        }
      }
      Map<String, Integer> chosen = ports.choose(wanted, ofOthers);
      records.writePorts(component, chosen);
      wanted.forEach(
          (name, port) -> {
            if (port != 0 && !port.equals(chosen.get(name))) {
              listener.note(
                  "%s: %s %d is taken, using %d"
                      .formatted(component.id(), name, port, chosen.get(name)));
            }
          });
      return chosen;
    }
  }

  private void awaitFirstAnswer(Component component, Process process, ComponentRecord record) {
    Instant giveUp = Instant.now().plus(START_LIMIT);
    HealthClient.Health answer = health.ask(record);
    while (answer.state() != HealthClient.State.UP) {
      if (!process.isAlive()) {
        records.remove(component);
        throw new StackException(
            "%s ended while it started, with exit status %d%s"
                .formatted(component.id(), process.exitValue(), logEnd(record)));
      }
      if (Instant.now().isAfter(giveUp)) {
        stop(component, process.toHandle());
        records.remove(component);
        throw new StackException(
            "%s did not answer within %d s (%s) and was stopped%s"
                .formatted(
                    component.id(), START_LIMIT.toSeconds(), answer.detail(), logEnd(record)));
      }
      pause();
      answer = health.ask(record);
    }
  }

  private static String logEnd(ComponentRecord record) {
    List<String> lines = LogTail.read(record.log(), LOG_LINES_SHOWN);
    return "; the last lines of %s:%n%s"
        .formatted(
            record.log(),
            lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n")));
  }

  private static boolean hasEnded(ProcessHandle process, Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      throw new StackException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for process " + process.pid(), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_CHECKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for a component", e);
    }
  }
}
