/**
 * How fast does the serving API rank, under which load, and what of that is the model's own work?
 * Everything is real but the data: HBase, Kafka and the API as processes of their own, users and
 * pins made up, a ranker with random weights. Nothing of a running stack is touched.
 */
package io.tidemark.infra.rankbench;
