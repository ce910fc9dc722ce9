package io.tidemark.workflows.scheduler;

import java.time.Instant;

/**
 * What is to be remembered of a workflow.
 *
 * @param dagId of the workflow
 * @param isPaused whether its runs wait
 * @param scheduledUpTo the newest logical date that its schedule has reached, run or not
 */
public record DagRow(String dagId, boolean isPaused, Instant scheduledUpTo) {}
