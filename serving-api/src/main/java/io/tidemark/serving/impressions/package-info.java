/**
 * The record of what was served: one Kafka message a ranking, written beside the answer and never
 * in its way. Batch jobs read it as Hive's table {@code impressions}.
 */
package io.tidemark.serving.impressions;
