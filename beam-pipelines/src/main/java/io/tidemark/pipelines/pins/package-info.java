/**
 * Pin vectors: one embedding a pin, built from which pins the same users act on close together.
 *
 * <p>{@link io.tidemark.pipelines.pins.BuildPins} makes a release of them; {@link
 * io.tidemark.pipelines.pins.ReadPins} gives a release to a trainer as {@link
 * io.tidemark.pipelines.pins.PinVectors}. What a user's vector is made of them is the trainers'
 * business ({@code pinnerformer}, {@code ranker}).
 */
package io.tidemark.pipelines.pins;
