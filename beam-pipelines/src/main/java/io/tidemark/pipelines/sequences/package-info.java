/**
 * Every user's newest actions as one row, a snapshot a day: Hive's table {@code user_sequences}.
 * Yesterday's snapshot and today's actions make today's, so a day is not computed from the whole
 * log, and whoever wants the users of one day finds them without it. Knows the log of actions and
 * nothing of models; jobs call {@link io.tidemark.pipelines.sequences.UserSequences} and {@link
 * io.tidemark.pipelines.sequences.ReadSequences}.
 */
package io.tidemark.pipelines.sequences;
