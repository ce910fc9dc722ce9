package io.tidemark.infra.stack;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stack of real servers for tests: its own ports, its own state folder, gone with the test's JVM
 * at the latest.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(folder, Component.HBASE, Component.KAFKA)) {
 *   String hbase = stack.address(Component.HBASE);
 *   stack.kill(Component.HBASE);
 *   stack.start(Component.HBASE);
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {
  private final StateFolder folder;
  private final Supervisor supervisor;
  private final Set<Component> started = EnumSet.noneOf(Component.class);
  private final Thread closeAtExit = new Thread(this::killAll, "stop-local-stack");

  private LocalStack(StateFolder folder, StartPolicy policy) {
    this.folder = folder;
    this.supervisor = new Supervisor(TidemarkHome.find(), folder, StackListener.SILENT, policy);
  }

  /**
   * Starts these components and what they need, and returns once all answer.
   *
   * @param folder where they keep data, records and logs; a second start on it finds the data
   */
  public static LocalStack start(Path folder, Component... components) {
    return start(folder, Map.of(), components);
  }

  /**
   * The same.
   *
   * @param jvmFlags of some components, instead of those with which they share a laptop
   */
  public static LocalStack start(
      Path folder, Map<Component, List<String>> jvmFlags, Component... components) {
    LocalStack stack = new LocalStack(StateFolder.at(folder), StartPolicy.owned(jvmFlags));
    Runtime.getRuntime().addShutdownHook(stack.closeAtExit);
    try {
      stack.start(components);
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** Starts these components, and what they need, where they are not up; at the same addresses. */
  public void start(Component... components) {
    Set<Component> wanted = Set.of(components);
    started.addAll(Component.withNeeds(wanted));
    supervisor.up(wanted);
  }

  /** Where clients reach a component. */
  public String address(Component component) {
    return supervisor.address(component);
  }

  /** How a component is right now. */
  public ComponentStatus status(Component component) {
    return supervisor.status(component);
  }

  /** All components' states right now. */
  public List<ComponentStatus> status() {
    return supervisor.status();
  }

  /** Ends a component's process as a crash would ({@code kill -9}). */
  public void kill(Component component) {
    supervisor.kill(component);
  }

  /** Stops a component, and what needs it, in order. */
  public void stop(Component component) {
    supervisor.down(Set.of(component));
  }

  /** The folder of data, records and logs. */
  public StateFolder folder() {
    return folder;
  }

  @Override
  public void close() {
    supervisor.down(started);
    try {
      Runtime.getRuntime().removeShutdownHook(closeAtExit);
    } catch (IllegalStateException e) {
      // The JVM is going down already and the hook runs.
      return;
    }
  }

  private void killAll() {
    started.forEach(supervisor::kill);
  }
}
