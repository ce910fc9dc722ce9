/** Benchmarks as commands, against a running system, over its public interfaces. */
package io.tidemark.infra.bench;
