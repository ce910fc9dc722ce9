/**
 * The local stack's supervisor: which components there are, how each is started as a JVM of its
 * own, what is recorded about it, how its health is asked, how it is stopped. Holds no client
 * library of any server. The command line and the tests of all modules call in ({@link
 * io.tidemark.infra.stack.Supervisor}, {@link io.tidemark.infra.stack.LocalStack}, {@link
 * io.tidemark.infra.stack.JavaProcess}).
 */
package io.tidemark.infra.stack;
