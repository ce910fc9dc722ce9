/**
 * What each server process of the local stack shares: its settings, its life from start to SIGTERM,
 * and the health endpoint by which the supervisor knows that the right server answers. JDK only,
 * since it lies on the class paths of servers that agree on no library. The server modules call in;
 * the supervisor talks to it over HTTP.
 */
package io.tidemark.infra.component;
