/**
 * How long an action takes from HTTP until it is in a ranking, found out by users that nobody is:
 * one of each Kafka partition acts all the time, over the API's own HTTP, and is ranked until the
 * ranking has the action. Nothing is learned from them: see {@code SyntheticUsers}.
 */
package io.tidemark.serving.canary;
