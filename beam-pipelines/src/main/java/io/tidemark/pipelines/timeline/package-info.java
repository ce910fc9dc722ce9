/**
 * A user's actions as one value in the order of time: what sequence models are trained on and
 * embed. Knows actions only; where they are read from is the caller's.
 */
package io.tidemark.pipelines.timeline;
