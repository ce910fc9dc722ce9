/**
 * Experiments as they are written down: YAML, read so that whatever is wrong is told with its line
 * and column. {@link io.tidemark.experiments.file.ExperimentsFile} is the door.
 */
package io.tidemark.experiments.file;
