/** Workflows on the command line, against the stack's scheduler or any Airflow. */
package io.tidemark.infra.workflow;
