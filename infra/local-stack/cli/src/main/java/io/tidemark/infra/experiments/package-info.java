/** Experiments from the command line: check a file, look up arms, and try the statistics. */
package io.tidemark.infra.experiments;
