package io.tidemark.workflows.scheduler;

/** A task with the run it is of. */
public record RunTask(Run run, TaskRow task) {}
