/**
 * Scoring for callers who hold the features themselves: the served ranker and nothing else, no
 * tides and no freshness.
 */
package io.tidemark.serving.scoring;
