/**
 * The scheduler as a process: version 2 of Airflow's REST API over HTTP, as a 3.2.0 answers it,
 * with tokens, two roles, and each nullable field written out as null, so that Airflow's own strict
 * client reads it. Nothing calls in but {@code main}.
 */
package io.tidemark.workflows.server;
