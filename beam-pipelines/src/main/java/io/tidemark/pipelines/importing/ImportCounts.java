package io.tidemark.pipelines.importing;

import io.tidemark.store.Action;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/** What an import tells about the actions it brought: each count under its name. */
final class ImportCounts extends PTransform<PCollection<Action>, PCollection<KV<String, Long>>> {
  private static final long serialVersionUID = 1;

  /** Rows read, good and bad. */
  static final String ROWS = "rows";

  /** Rows that are no action. */
  static final String REJECTS = "rejects";

  /** Followed by the path of a file of rejects. */
  static final String REJECTS_FILE = "rejects_file/";

  /** Followed by the path of a file of actions; the count is its rows. */
  static final String FILE = "file/";

  /** Followed by the path of a file of actions; its oldest instant, ms since the epoch. */
  static final String OLDEST = "oldest/";

  /** Followed by the path of a file of actions; its newest instant, ms since the epoch. */
  static final String NEWEST = "newest/";

  /** Followed by an action type's wire name. */
  static final String ACTIONS = "actions/";

  static final String USERS = "users";
  static final String PINS = "pins";

  static final KvCoder<String, Long> CODER = KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());
  private static final String EACH_USER = "user/";
  private static final String EACH_PIN = "pin/";

  @Override
  public PCollection<KV<String, Long>> expand(PCollection<Action> actions) {
    return actions
        .apply(
            "WhatCounts",
            FlatMapElements.into(TypeDescriptors.strings())
                .via(
                    action ->
                        List.of(
                            ACTIONS + action.type().wireName(),
                            EACH_USER + action.userId(),
                            EACH_PIN + action.pinId())))
        .apply("CountEach", Count.perElement())
        .apply(
            "Name",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                .via(ImportCounts::named))
        .setCoder(CODER)
        .apply("Sum", Sum.longsPerKey());
  }

  /** However often a user or a pin was counted, it is one. */
  private static KV<String, Long> named(KV<String, Long> count) {
    if (count.getKey().startsWith(EACH_USER)) {
      return KV.of(USERS, 1L);
    }
    if (count.getKey().startsWith(EACH_PIN)) {
      return KV.of(PINS, 1L);
    }
    return count;
  }
}
