package io.tidemark.pipelines.study;

import java.util.List;

/** The paper's four objectives as rows (2205.04507, section 3.3). */
final class ObjectiveRows {
  static final String NEXT_ACTION = "next-action";
  static final String SASREC = "sasrec";
  static final String ALL_ACTION = "all-action";
  static final String DENSE_ALL_ACTION = "dense-all-action";

  private static final String KIND = "objective.kind";

  private ObjectiveRows() {}

  static List<Variant> all() {
    return List.of(
        row(NEXT_ACTION, NEXT_ACTION),
        row(SASREC, SASREC),
        row(ALL_ACTION, ALL_ACTION),
        row(DENSE_ALL_ACTION, DENSE_ALL_ACTION));
  }

  /** The objectives with a horizon at two of them, as the paper has it. */
  static List<Variant> withHorizons() {
    return List.of(
        row(NEXT_ACTION, NEXT_ACTION),
        row(SASREC, SASREC),
        row(ALL_ACTION + " 28 d", ALL_ACTION, "P28D"),
        row(DENSE_ALL_ACTION + " 14 d", DENSE_ALL_ACTION, "P14D"),
        row(DENSE_ALL_ACTION + " 28 d", DENSE_ALL_ACTION, "P28D"));
  }

  private static Variant row(String name, String kind) {
    return new Variant(name, ConfigChange.of(KIND, kind));
  }

  private static Variant row(String name, String kind, String horizon) {
    return new Variant(name, ConfigChange.of(KIND, kind).and("objective.horizon", horizon));
  }
}
