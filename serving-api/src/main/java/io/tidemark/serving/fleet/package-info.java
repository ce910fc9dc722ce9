/**
 * How fresh everything is for everybody: what recent answers were made of, what a sample of users
 * has, how far the stream is in each partition, and the metrics of all that. What one answer's
 * freshness is, the package {@code freshness} says.
 */
package io.tidemark.serving.fleet;
