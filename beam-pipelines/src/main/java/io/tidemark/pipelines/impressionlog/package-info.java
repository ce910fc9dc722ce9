/**
 * The log of impressions in Hive: what was served to whom, by what, and how fresh that was. {@link
 * io.tidemark.pipelines.impressionlog.ReadImpressions} is where batch jobs read it; the stream that
 * writes it is in {@code realtime}.
 */
package io.tidemark.pipelines.impressionlog;
