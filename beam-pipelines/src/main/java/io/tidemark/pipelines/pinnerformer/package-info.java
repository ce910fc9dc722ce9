/**
 * PinnerFormer (Pancha et al., arXiv 2205.04507): one vector a user whose cosine with a pin's
 * vector ranks the pins that the user will engage with over the next weeks.
 *
 * <p>Training ({@link io.tidemark.pipelines.pinnerformer.TrainPinnerFormer}), export to ONNX, and
 * scoring of the exported model ({@link io.tidemark.pipelines.pinnerformer.PinnerFormerModel}); the
 * daily run over all users is the {@code embedding} package's. Pin vectors come from the {@code
 * pins} package, timelines from {@code timeline}; other packages call in at the model and the job
 * only.
 *
 * <p>Tensor dimensions, everywhere here: B users of a batch, T actions of a window (oldest first,
 * padding on the right), P numbers of a pin's vector, H hidden width, D numbers of an embedding, R
 * (position, label) pairs of a batch, N negatives, M the longest window.
 */
package io.tidemark.pipelines.pinnerformer;
