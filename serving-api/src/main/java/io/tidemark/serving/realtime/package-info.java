/**
 * A user's embedding as the daily job would compute it now: both sides' actions merged, and the
 * PinnerFormer that is served run on them. For arms of experiments whose cadence is realtime, at
 * the moment of a request; and for {@code drift}, which measures how far the batch's is from it.
 */
package io.tidemark.serving.realtime;
