/**
 * The door for live actions: checked all or none, appended to Kafka, acknowledged when Kafka has
 * them. What is valid is said in {@link io.tidemark.store.ActionRules}, once for this door and the
 * stream.
 */
package io.tidemark.serving.actions;
