/**
 * The daily run: a trained model over everyone who acted, into HBase, behind a gate. {@link
 * io.tidemark.pipelines.embedding.EmbedUsers} is its table of contents. Knows how to run an
 * exported model, and nothing of how one is trained; nobody calls in but the command line.
 */
package io.tidemark.pipelines.embedding;
