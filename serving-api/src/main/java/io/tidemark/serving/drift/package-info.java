/**
 * What freshness changes, rather than how many seconds it is: how far a user's embedding has
 * drifted from the one that the same model would compute now, and how the ranking would differ
 * without either side. On demand for one user, and for users drawn from all in the background.
 */
package io.tidemark.serving.drift;
