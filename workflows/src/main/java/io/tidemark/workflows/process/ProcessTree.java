package io.tidemark.workflows.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A process that leads a session of its own, with everything it has started: its descendants, and
 * what belongs to its session though its parent has ended. What was given a session of its own and
 * has lost its parent, as servers that were started to stay, is not part of it.
 */
public final class ProcessTree {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final ProcessKey root;
  private final Set<ProcessKey> known = new HashSet<>();

  /**
   * @param root whether or not it still lives
   */
  public ProcessTree(ProcessKey root) {
    this.root = requireNonNull(root, "root is null");
  }

  /** Its living processes, and those seen earlier that live on. */
  public synchronized List<ProcessHandle> living() {
    if (root.boot().equals(ProcessKey.currentBoot())) {
      known.addAll(found());
    }
    List<ProcessHandle> living = new ArrayList<>();
    known.forEach(key -> key.find().ifPresent(living::add));
    return living;
  }

  /**
   * Ends it: SIGTERM to all, and SIGKILL to what is left after the grace. Returns when none lives.
   *
   * @return whether there was anything to end
   */
  public boolean end(Duration grace) throws InterruptedException {
    List<ProcessHandle> living = living();
    boolean any = !living.isEmpty();
    living.forEach(ProcessHandle::destroy);
    long killAt = System.nanoTime() + grace.toNanos();
    while (!living.isEmpty()) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      living = living();
      if (System.nanoTime() - killAt >= 0) {
        living.forEach(ProcessHandle::destroyForcibly);
      }
    }
    return any;
  }

  private Set<ProcessKey> found() {
    List<ProcessStat> all = ProcessStat.all();
    Set<Long> members = new HashSet<>();
    Set<ProcessKey> keys = new HashSet<>();
    // While anything of a session lives, its number is given to no other process: one that has it
    // now tells that nothing of this session is left.
    boolean sessionIsOurs =
        all.stream().noneMatch(stat -> stat.pid() == root.pid() && !isRoot(stat));
    known.forEach(key -> key.find().ifPresent(handle -> members.add(handle.pid())));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProcessStat stat : all) {
        // What is older than the root is of another that had its pid.
        boolean belongs =
            stat.startTicks() >= root.startTicks()
                && (isRoot(stat)
                    || (sessionIsOurs && stat.session() == root.pid())
                    || members.contains(stat.parent()));
        if (belongs && members.add(stat.pid())) {
          keys.add(new ProcessKey(stat.pid(), stat.startTicks(), root.boot()));
          grown = true;
        }
      }
    }
    return keys;
  }

  private boolean isRoot(ProcessStat stat) {
    return stat.pid() == root.pid() && stat.startTicks() == root.startTicks();
  }
}
