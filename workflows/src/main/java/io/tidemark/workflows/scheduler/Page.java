package io.tidemark.workflows.scheduler;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items of this part
 * @param total of all parts
 */
public record Page<T>(List<T> items, int total) {}
