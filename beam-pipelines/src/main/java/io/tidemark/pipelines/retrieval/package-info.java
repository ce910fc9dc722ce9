/**
 * What candidates are retrieved from: an index of nearest neighbours over the pins' vectors, as
 * they are and as PinnerFormer sees them, and the popular pins of each surface, built as one
 * release ({@link io.tidemark.pipelines.retrieval.BuildIndex}). The index is Lucene's (HNSW);
 * serving maps its files and searches them. Nobody calls in but the command line.
 */
package io.tidemark.pipelines.retrieval;
