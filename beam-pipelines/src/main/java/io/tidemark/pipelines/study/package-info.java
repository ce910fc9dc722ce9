/**
 * Studies: many models on one log, compared on users that none of them was trained on, with a
 * report at the end. The question that they are for is how much a day costs: how far apart a user
 * embedding that is recomputed daily and one that knows every action are.
 *
 * <p>{@link io.tidemark.pipelines.study.RunStudy} is the job. It reads a data set's files and needs
 * no server. What is measured, and how, is in {@code evaluation}; what is trained is {@code
 * pinnerformer}'s.
 */
package io.tidemark.pipelines.study;
