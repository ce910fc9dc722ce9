/**
 * How every command talks to its user: the shared options, what is printed while the stack changes,
 * and how a component is shown. The one place of the repository that writes to standard output.
 */
package io.tidemark.infra.console;
