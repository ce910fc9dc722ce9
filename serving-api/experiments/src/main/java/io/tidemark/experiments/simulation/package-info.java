/**
 * What assignment and statistics do to made-up users of whom the truth is known: seeded, so that a
 * rerun gives the same figures.
 */
package io.tidemark.experiments.simulation;
