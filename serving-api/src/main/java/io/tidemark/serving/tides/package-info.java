/**
 * How serving reads HBase: the user's embedding and live actions, pins, and the stream's
 * watermarks; with deadlines, a cache and a circuit breaker, so that HBase being away costs what it
 * must and no more.
 */
package io.tidemark.serving.tides;
