/**
 * Experiments in the API: the file of them, taken up while the API runs, and what an arm does to a
 * ranking. What an experiment is, and who is in which arm, is in {@link io.tidemark.experiments}.
 */
package io.tidemark.serving.experiments;
