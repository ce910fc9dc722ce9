package io.tidemark.pipelines.pinnersage;

/**
 * One interest of a user.
 *
 * @param medoid the pin that stands for it: its place in the index
 * @param importance the sum over its actions of {@code exp(-lambda * age in days)}
 * @param actions how many actions are in it
 * @param newestAt when the newest of them happened, ms since 1970 UTC
 */
public record InterestCluster(int medoid, double importance, int actions, long newestAt) {}
