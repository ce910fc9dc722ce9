/**
 * Experiments: who is in which arm, and what an arm sets. Pure: no clock, no files, no servers, so
 * that the API, the jobs and the command line all give a user the same arm.
 *
 * <p>Layers as in Tang, Agarwal, O'Brien and Meyer, "Overlapping Experiment Infrastructure" (KDD
 * 2010): within a layer a user is in at most one experiment, layers are independent of each other,
 * and a parameter belongs to one layer.
 */
package io.tidemark.experiments;
