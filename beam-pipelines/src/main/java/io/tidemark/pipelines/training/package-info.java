/**
 * What every trainer shares: the PyTorch engine and its one gradient recording, seeded parameters,
 * AdamW with global-norm clipping, the learning rate's course, progress lines, the model card, the
 * parity check, and folders of exported models.
 *
 * <p>No model lives here: networks, losses and data belong to each model's own package.
 */
package io.tidemark.pipelines.training;
