/**
 * The daily run: a trained model over everyone who acted, into HBase, behind a gate. {@link
 * io.tidemark.pipelines.embedding.EmbedUsers} is its table of contents. Knows how to run an
 * exported model, and nothing of how one is trained; the command line calls in, and PinnerSage's
 * daily run for what both have ({@link io.tidemark.pipelines.embedding.DailyRun}, {@link
 * io.tidemark.pipelines.embedding.RowRun}, {@link io.tidemark.pipelines.embedding.Gate}, {@link
 * io.tidemark.pipelines.embedding.PublishRun}): whom to compute, rows in files, how they are
 * judged, and how they become a release.
 */
package io.tidemark.pipelines.embedding;
