/**
 * How the daily workflow went, as the scheduler's Airflow API tells: its last run, why it failed if
 * it did, and when the next one is due.
 */
package io.tidemark.serving.runs;
