/**
 * The command line {@code tidemark}: the table of its commands. Each command lives in the package
 * of its capability and is registered in {@link io.tidemark.infra.cli.Tidemark}.
 */
package io.tidemark.infra.cli;
