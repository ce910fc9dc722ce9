package io.tidemark.workflows.client;

/**
 * A run that was asked for.
 *
 * @param run as it is now
 * @param created false if it was there already, from an earlier request of the same id
 */
public record Triggered(DagRun run, boolean created) {}
