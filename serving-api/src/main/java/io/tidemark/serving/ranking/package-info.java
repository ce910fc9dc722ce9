/**
 * The ranking of one request: its body, what was read for it merged and laid out for the model, the
 * order of the pins, and what the answer says of itself.
 */
package io.tidemark.serving.ranking;
