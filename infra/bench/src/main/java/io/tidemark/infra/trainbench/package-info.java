/** How fast is PinnerFormer's training, beside the same in PyTorch? */
package io.tidemark.infra.trainbench;
