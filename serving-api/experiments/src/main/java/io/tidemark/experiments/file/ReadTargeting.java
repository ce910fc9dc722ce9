package io.tidemark.experiments.file;

import io.tidemark.experiments.Targeting;
import io.tidemark.store.Surface;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which requests an experiment is about. */
final class ReadTargeting {
  private static final List<String> SURFACES =
      Arrays.stream(Surface.values()).map(Surface::wireName).toList();

  private ReadTargeting() {}

  /** The targeting of an experiment; every request if it says none. */
  static Targeting of(Fields experiment) throws InvalidFieldException {
    Optional<Item> item = experiment.optional("targeting");
    if (item.isEmpty()) {
      return Targeting.ALL;
    }
    Fields fields =
        item.get().fields().only(List.of("surfaces", "users", "user_hash", "batch", "live"));
    return new Targeting(
        set(
            fields,
            "surfaces",
            one -> Surface.fromWireName(one.oneOf(SURFACES)).orElse(Surface.UNKNOWN)),
        set(fields, "users", Item::id),
        fields.optional("user_hash", ReadTargeting::share),
        set(fields, "batch", one -> one.oneOf(Targeting.BATCH_STATUSES)),
        set(fields, "live", one -> one.oneOf(Targeting.LIVE_STATUSES)));
  }

  private static Targeting.UserShare share(Item item) throws InvalidFieldException {
    Fields fields = item.fields().only(List.of("salt", "share"));
    return new Targeting.UserShare(
        fields.required("salt").text(), fields.required("share").share());
  }

  private static <T> Set<T> set(Fields fields, String name, Fields.Reading<T> reading)
      throws InvalidFieldException {
    Optional<Item> list = fields.optional(name);
    Set<T> set = new LinkedHashSet<>();
    for (Item item : fields.list(name)) {
      if (!set.add(reading.of(item))) {
        throw item.invalid("is there twice", "remove one of them");
      }
    }
    if (list.isPresent() && set.isEmpty()) {
      throw list.get().invalid("is empty", "name at least one, or leave it out for all");
    }
    return set;
  }
}
