/**
 * PinnerFormer (Pancha et al., arXiv 2205.04507): one vector a user whose cosine with a pin's
 * vector ranks the pins that the user will engage with over the next weeks.
 *
 * <p>Training ({@link io.tidemark.pipelines.pinnerformer.TrainPinnerFormer}), export to ONNX,
 * scoring of the exported model ({@link io.tidemark.pipelines.pinnerformer.PinnerFormerModel}) and
 * the daily run over all users ({@link io.tidemark.pipelines.pinnerformer.EmbedUsers}). Pin vectors
 * come from the {@code pins} package, timelines from {@code timeline}; other packages call in at
 * the model and the two jobs only.
 *
 * <p>Tensor dimensions, everywhere here: B users of a batch, T actions of a window (oldest first,
 * padding on the right), P numbers of a pin's vector, H hidden width, D numbers of an embedding, R
 * (position, label) pairs of a batch, N negatives, M the longest window.
 */
package io.tidemark.pipelines.pinnerformer;
