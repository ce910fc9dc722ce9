/**
 * The ranker: one score for each candidate pin from both tides, a user's batch embedding and the
 * live sequence since.
 *
 * <p>{@link io.tidemark.pipelines.ranker.TrainRanker} draws requests from the action log as the
 * system would have served them, trains {@link io.tidemark.pipelines.ranker.RankerNetwork}, exports
 * it with the frozen pin tower of the PinnerFormer it builds on, checks and publishes it. Serving
 * loads the exported graph only. Vectors come from {@code pins} and {@code pinnerformer}.
 *
 * <p>Tensor dimensions, everywhere here: B requests of a batch, T live actions (newest first,
 * padding on the right), N candidates, P numbers of a pin's vector, D numbers of an embedding, A
 * width of the attention, V of the pooled live sequence, C of the projected candidate.
 */
package io.tidemark.pipelines.ranker;
