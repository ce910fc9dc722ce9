/**
 * The ranker: for each candidate pin a probability of each thing a user may do with it, from both
 * tides, a user's batch embedding and the newest live actions.
 *
 * <p>{@link io.tidemark.pipelines.ranker.TrainRanker} joins logged impressions with what followed,
 * or draws requests from the action log as the system would have served them, trains {@link
 * io.tidemark.pipelines.ranker.RankerNetwork}, exports it with the frozen pin tower of the
 * PinnerFormer it builds on, compares it with the published one and publishes it. {@link
 * io.tidemark.pipelines.ranker.StudyRanker} compares arms on a data set's files. Serving loads the
 * exported graph only. Vectors come from {@code pins} and {@code pinnerformer}.
 *
 * <p>Tensor dimensions, everywhere here: B requests of a batch, T live actions (newest first,
 * padding on the right), N candidates, P numbers of a pin's vector, D numbers of an embedding, H
 * heads, K rows that are read out, W width of a row, F of all features.
 */
package io.tidemark.pipelines.ranker;
