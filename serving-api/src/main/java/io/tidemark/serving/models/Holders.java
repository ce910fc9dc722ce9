package io.tidemark.serving.models;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who holds a model open: whoever loaded it from the start, and everybody who uses it. It is closed
 * once, by the last one to let go.
 */
final class Holders {
  private final AtomicInteger count = new AtomicInteger(1);
  private final Runnable close;

  /** One holder, who loaded it; {@code close} is run when nobody holds it any more. */
  Holders(Runnable close) {
    this.close = close;
  }

  /** One more; false if it is closed already. */
  boolean tryHold() {
    return count.getAndUpdate(holders -> holders == 0 ? 0 : holders + 1) > 0;
  }

  /** One less. */
  void letGo() {
    if (count.decrementAndGet() == 0) {
      close.run();
    }
  }
}
