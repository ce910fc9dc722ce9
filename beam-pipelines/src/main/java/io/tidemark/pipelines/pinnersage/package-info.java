/**
 * PinnerSage (Pal et al., arXiv 2007.03634): a user as several vectors, each the medoid of a
 * cluster of what they acted on, with an importance. It is the system that PinnerFormer replaced,
 * and an arm beside it.
 *
 * <p>Here is what turns actions into clusters, and the daily run that computes them for everyone
 * who acted ({@link io.tidemark.pipelines.pinnersage.ClusterUsers}). Called by the studies, and by
 * the live stream for the newest actions of a user.
 */
package io.tidemark.pipelines.pinnersage;
