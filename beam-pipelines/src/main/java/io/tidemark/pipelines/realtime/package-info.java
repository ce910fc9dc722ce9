/**
 * The live tide: the two streams that read the topic {@code actions}, {@link
 * io.tidemark.pipelines.realtime.RecordLiveActions} into HBase and {@link
 * io.tidemark.pipelines.realtime.ArchiveActions} into Hive, how an action looks on the wire, and
 * the topics themselves. Batch pipelines do not call in here; they read what was archived.
 */
package io.tidemark.pipelines.realtime;
