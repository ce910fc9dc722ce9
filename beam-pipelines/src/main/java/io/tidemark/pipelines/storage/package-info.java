/**
 * Where a job's data lies and how a job is started: the flags every job has, the warehouse folder,
 * and the frame of a {@code main}. Every package of the pipelines may call in; nothing here knows
 * what is stored.
 */
package io.tidemark.pipelines.storage;
