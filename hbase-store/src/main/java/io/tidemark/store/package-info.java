/**
 * The records of Tidemark ({@link io.tidemark.store.Action}, {@link
 * io.tidemark.store.UserEmbedding}, {@link io.tidemark.store.Release} ...), how they lie in HBase,
 * and the stores that read and write them. Nothing here knows Beam, DJL or HTTP; every other module
 * may call in.
 */
package io.tidemark.store;
