package io.tidemark.pipelines.study;

/**
 * A row of a study: a PinnerFormer that differs from the others in some fields.
 *
 * @param name as it stands in the tables
 * @param change of the study's configuration
 */
record Variant(String name, ConfigChange change) {}
