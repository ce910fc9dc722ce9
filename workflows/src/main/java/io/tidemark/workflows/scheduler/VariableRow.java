package io.tidemark.workflows.scheduler;

import java.util.Optional;

/** A setting that lies with the scheduler. */
public record VariableRow(String name, String text, Optional<String> description) {}
