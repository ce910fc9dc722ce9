package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

/**
 * What a task takes of the machine while it runs: slots of a pool. A task whose pool is full waits.
 *
 * @param pool such as {@link #BEAM_POOL}
 * @param slots at least 1
 */
public record Resources(String pool, int slots) {
  /** Where tasks run that take next to nothing. */
  public static final String DEFAULT_POOL = "default_pool";

  /** Where Beam jobs and trainings run; on a small machine it has one slot, about 2 GiB. */
  public static final String BEAM_POOL = "beam";

  /** A slot of the default pool. */
  public static final Resources LIGHT = new Resources(DEFAULT_POOL, 1);

  /** A slot for a Beam job. */
  public static final Resources BEAM_JOB = new Resources(BEAM_POOL, 1);

  public Resources {
    requireNonNull(pool, "pool is null");
    if (slots < 1) {
      throw new IllegalArgumentException("a task takes %d slots of %s".formatted(slots, pool));
    }
  }
}
