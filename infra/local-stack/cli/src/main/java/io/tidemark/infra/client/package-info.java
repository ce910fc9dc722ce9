/** Calls Tidemark's HTTP API as its users do: for the demo and the benchmarks. */
package io.tidemark.infra.client;
