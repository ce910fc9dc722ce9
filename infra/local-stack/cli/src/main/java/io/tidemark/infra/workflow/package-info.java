/** Workflows on the command line. */
package io.tidemark.infra.workflow;
