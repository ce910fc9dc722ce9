/**
 * The daily run: a trained model over everyone who acted, into HBase, behind a gate. {@link
 * io.tidemark.pipelines.embedding.EmbedUsers} is its table of contents. Knows how to run an
 * exported model, and nothing of how one is trained; the command line calls in, and PinnerSage's
 * daily run for what both have: whom to compute, and how far vectors moved.
 */
package io.tidemark.pipelines.embedding;
