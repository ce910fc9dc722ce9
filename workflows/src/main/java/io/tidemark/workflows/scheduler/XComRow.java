package io.tidemark.workflows.scheduler;

import java.time.Instant;

/** What a task left for others: {@code json} is any JSON value. */
public record XComRow(long runKey, String taskId, String xcomKey, String json, Instant written) {}
