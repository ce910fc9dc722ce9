package io.tidemark.infra.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Chooses free TCP ports on loopback, the wanted ones where they are free. */
final class Ports {
  // Below the range from which Linux and macOS take the ports of outgoing connections, one of which
  // could sit on a server's port while it restarts.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private final IntPredicate free;
  private final SplittableRandom random;

  Ports() {
    this(Ports::isFree, new SplittableRandom());
  }

  Ports(IntPredicate free, SplittableRandom random) {
    this.free = free;
    this.random = random;
  }

  /**
   * One port a name.
   *
   * @param wanted ports to take if they are free, by name; 0 for any
   * @param reserved ports not to take even if they are free now
   */
  Map<String, Integer> choose(Map<String, Integer> wanted, Collection<Integer> reserved) {
    Set<Integer> taken = new HashSet<>(reserved);
    Map<String, Integer> chosen = new TreeMap<>();
    wanted.forEach(
        (name, port) -> {
          int choice = port != 0 && !taken.contains(port) && free.test(port) ? port : any(taken);
          taken.add(choice);
          chosen.put(name, choice);
        });
    return chosen;
  }

  private int any(Set<Integer> taken) {
    for (int attempt = 0; attempt < LAST - FIRST; attempt++) {
      int port = random.nextInt(FIRST, LAST);
      if (!taken.contains(port) && free.test(port)) {
        return port;
      }
    }
    throw new StackException("no free port between %d and %d on 127.0.0.1".formatted(FIRST, LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
