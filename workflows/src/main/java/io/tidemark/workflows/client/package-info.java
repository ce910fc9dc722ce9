/**
 * A client of Apache Airflow's stable REST API, of version 1 (Airflow 2, Basic) and of version 2
 * (Airflow 3 and Tidemark's own scheduler, JWT). It reads tolerantly: each field may be missing,
 * unknown fields and states are no fault. The command line and tests call in; it knows no server's
 * classes.
 */
package io.tidemark.workflows.client;
