package io.tidemark.serving.releases;

import io.tidemark.store.ReleaseConflictException;
import io.tidemark.store.ReleaseHistory;
import io.tidemark.store.StoreException;
import java.util.Optional;

/** Where releases are kept. Every method waits, and throws if HBase is not there. */
public interface ReleaseStore {
  /**
   * Everything about a model's releases.
   *
   * @throws StoreException if it cannot be read
   * @throws IllegalStateException if there is no connection yet
   */
  ReleaseHistory everything(String model);

  /**
   * Publishes a release in place of the one that was seen.
   *
   * @throws ReleaseConflictException if another one is published by now
   * @throws StoreException without a cause if it must not be published, with one if HBase failed
   */
  void publish(Optional<String> seen, String model, String id, String reason);

  /**
   * Goes back to the release before the one that was seen.
   *
   * @throws ReleaseConflictException if another one is published by now
   * @throws StoreException without a cause if there is none to go back to, with one if HBase failed
   */
  void rollback(String seen, String model, String reason);
}
