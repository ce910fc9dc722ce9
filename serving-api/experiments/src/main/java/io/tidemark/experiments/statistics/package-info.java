/**
 * What the numbers of an experiment say: estimates, intervals and checks, from sums over users that
 * can be added up in any order. Pure.
 */
package io.tidemark.experiments.statistics;
