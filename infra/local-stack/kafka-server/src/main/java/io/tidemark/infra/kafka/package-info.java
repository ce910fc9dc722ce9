/**
 * Kafka as one process: a KRaft broker and controller on loopback, data in one folder. Started by
 * the supervisor, never called by other code.
 */
package io.tidemark.infra.kafka;
