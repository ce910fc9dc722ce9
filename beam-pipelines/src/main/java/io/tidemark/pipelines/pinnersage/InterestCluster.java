package io.tidemark.pipelines.pinnersage;

/**
 * One interest of a user.
 *
 * @param medoid the pin that stands for it: its place in the index
 * @param importance the sum over its actions of {@code exp(-lambda * age in days)}
 * @param actions how many actions are in it
 */
public record InterestCluster(int medoid, double importance, int actions) {}
