package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where HBase is and how long to wait for it. Serialisable, so a pipeline can carry it to its
 * workers.
 *
 * @param address the servers asked first, {@code host:port} of masters or region servers, separated
 *     by commas, such as {@code localhost:16000}
 * @param operationTimeout how long one read or write may take, retries included: then it fails with
 *     a {@link StoreException}
 * @param rpcTimeout how long one attempt of a read or write may take before it is tried again
 * @param retries how many attempts follow the first one, as long as the operation timeout allows
 * @param pause how long to wait before the first retry; later ones wait longer
 * @param connectTimeout how long {@link StoreConnection#open} and a change of the schema may take
 */
public record StoreConfig(
    String address,
    Duration operationTimeout,
    Duration rpcTimeout,
    int retries,
    Duration pause,
    Duration connectTimeout)
    implements Serializable {

  public StoreConfig {
    requireAddress(address);
    requirePositive(operationTimeout, "operationTimeout");
    requirePositive(rpcTimeout, "rpcTimeout");
    requirePositive(pause, "pause");
    requirePositive(connectTimeout, "connectTimeout");
    if (retries < 0) {
      throw new IllegalArgumentException("retries is negative: " + retries);
    }
  }

  /**
   * The settings for jobs: an operation may take 30 s, long enough to sit out a restart of HBase.
   * What answers people sets a shorter {@link #withOperationTimeout operation timeout}.
   */
  public static StoreConfig of(String address) {
    return new StoreConfig(
        address,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        30,
        Duration.ofMillis(50),
        Duration.ofSeconds(30));
  }

  /** The same, with another operation timeout; an attempt never gets more time than that. */
  public StoreConfig withOperationTimeout(Duration timeout) {
    Duration attempt = rpcTimeout.compareTo(timeout) > 0 ? timeout : rpcTimeout;
    return new StoreConfig(address, timeout, attempt, retries, pause, connectTimeout);
  }

  /** The same, with another limit on one attempt. */
  public StoreConfig withRpcTimeout(Duration timeout) {
    return new StoreConfig(address, operationTimeout, timeout, retries, pause, connectTimeout);
  }

  /** The same, with another number of retries and another wait before the first of them. */
  public StoreConfig withRetries(int newRetries, Duration newPause) {
    return new StoreConfig(
        address, operationTimeout, rpcTimeout, newRetries, newPause, connectTimeout);
  }

  /** The same, with another limit on opening the connection and on changing the schema. */
  public StoreConfig withConnectTimeout(Duration timeout) {
    return new StoreConfig(address, operationTimeout, rpcTimeout, retries, pause, timeout);
  }

  private static void requireAddress(String address) {
    requireNonNull(address, "address is null");
    for (String server : address.split(",", -1)) {
      if (!server.strip().matches("[^\\s:]+:\\d{1,5}")) {
        throw new IllegalArgumentException(
            "HBase address \"%s\" is not host:port[,host:port...], such as localhost:16000"
                .formatted(address));
      }
    }
  }

  private static void requirePositive(Duration duration, String name) {
    requireNonNull(duration, name + " is null");
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is shorter than 1 ms: " + duration);
    }
  }
}
