/**
 * Candidates for who brings none: the index that is served, the sources that it is asked from
 * (PinnerFormer's vector, PinnerSage's interests, the pins acted on lately), and how they become
 * one list. Rankings call in for requests without candidates.
 */
package io.tidemark.serving.retrieval;
