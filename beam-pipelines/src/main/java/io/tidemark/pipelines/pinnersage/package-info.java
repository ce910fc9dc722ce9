/**
 * PinnerSage (Pal et al., arXiv 2007.03634): a user as several vectors, each the medoid of a
 * cluster of what they acted on, with an importance. It is the system that PinnerFormer replaced,
 * and the row to beat in its studies.
 *
 * <p>Here is what turns actions into clusters. Called by the studies.
 */
package io.tidemark.pipelines.pinnersage;
