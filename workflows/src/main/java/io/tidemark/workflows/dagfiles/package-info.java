/**
 * Workflows as DAG files for an Airflow: the same tasks, commands, order, retries, timeouts, pools
 * and schedules. The command line writes them, and a test compares what lies in the repository.
 */
package io.tidemark.workflows.dagfiles;
