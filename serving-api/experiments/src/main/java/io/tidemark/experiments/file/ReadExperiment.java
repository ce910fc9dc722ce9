package io.tidemark.experiments.file;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Parameters;
import io.tidemark.experiments.RampStep;
import io.tidemark.experiments.Schedule;
import io.tidemark.experiments.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment with the places of what it was read from.
 *
 * @param experiment as it was read
 * @param fields of the file
 * @param arms of the file, in the order of the experiment's
 */
record ReadExperiment(Experiment experiment, Fields fields, List<Fields> arms) {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "description",
          "salt",
          "traffic",
          "from",
          "start",
          "end",
          "ramp",
          "targeting",
          "overrides",
          "control",
          "arms");

  /** Sums of shares may be off by this much. */
  private static final double ROUNDING = 1e-9;

  private static final double MOST_WEIGHT = 1e6;
  private static final double LEAST_WEIGHT = 1e-3;

  /**
   * Reads one; empty if something in its arms is wrong, which {@code problems} then has.
   *
   * @param from where its segment begins unless the file says so: behind the one before it
   */
  static Optional<ReadExperiment> of(
      Item item, double from, ServerAbilities abilities, Problems problems)
      throws InvalidFieldException {
    Fields fields = item.fields().only(FIELDS);
    String id = fields.required("id").name();
    Segment segment = segment(fields, from);
    Schedule schedule = schedule(fields);
    List<Fields> armFields = new ArrayList<>();
    List<Arm> arms = new ArrayList<>();
    List<Item> armItems = fields.required("arms").list();
    for (Item one : armItems) {
      problems
          .collect(
              () -> {
                Fields arm = one.fields().only(List.of("name", "weight", "parameters"));
                arms.add(arm(arm, abilities));
                return arm;
              })
          .ifPresent(armFields::add);
    }
    if (armItems.size() < 2) {
      throw fields.required("arms").invalid("has fewer than two arms", "add one to compare with");
    }
    if (arms.size() < armItems.size()) {
      return Optional.empty();
    }
    distinctNames(armFields, arms);
    return Optional.of(
        new ReadExperiment(
            new Experiment(
                id,
                fields.optional("description", Item::text).orElse(""),
                fields.optional("salt", Item::text).orElse(id),
                segment,
                schedule,
                ReadTargeting.of(fields),
                overrides(fields, arms),
                control(fields, arms),
                arms),
            fields,
            armFields));
  }

  private static Segment segment(Fields fields, double from) throws InvalidFieldException {
    Item traffic = fields.required("traffic");
    double share = traffic.share();
    double begin = fields.optional("from", Item::share).orElse(from);
    if (begin + share > 1 + ROUNDING) {
      throw traffic.invalid(
          "goes from %.6g%% to %.6g%% of the layer".formatted(100 * begin, 100 * (begin + share)),
          "give the layer's experiments 100% together, or say with 'from' where this one begins");
    }
    return new Segment(begin, Math.min(share, 1 - begin));
  }

  private static Schedule schedule(Fields fields) throws InvalidFieldException {
    Instant start = fields.required("start").instant();
    Optional<Instant> end = fields.optional("end", Item::instant);
    if (end.isPresent() && !end.get().isAfter(start)) {
      throw fields.required("end").invalid("is not after start", "write a later instant");
    }
    List<RampStep> steps = new ArrayList<>();
    for (Item item : fields.list("ramp")) {
      Fields step = item.fields().only(List.of("at", "share"));
      RampStep read = new RampStep(step.required("at").instant(), step.required("share").share());
      boolean first = steps.isEmpty();
      if (read.at().isBefore(start) || !end.map(read.at()::isBefore).orElse(true)) {
        throw step.required("at").invalid("lies outside of start and end", "write one between");
      }
      if (!first && !read.at().isAfter(steps.get(steps.size() - 1).at())) {
        throw step.required("at").invalid("is not after the step before", "write a later one");
      }
      if (!first && read.share() < steps.get(steps.size() - 1).share()) {
        throw step.required("share")
            .invalid(
                "is less than that of the step before",
                "leave it as it is: users who were in an experiment stay in it until its end");
      }
      steps.add(read);
    }
    return new Schedule(start, end, steps);
  }

  private static Arm arm(Fields fields, ServerAbilities abilities) throws InvalidFieldException {
    return new Arm(
        fields.required("name").name(),
        fields.optional("weight", weight -> weight.number(LEAST_WEIGHT, MOST_WEIGHT)).orElse(1.0),
        fields
            .optional("parameters", item -> ReadParameters.of(item, abilities))
            .orElse(Parameters.NONE));
  }

  private static void distinctNames(List<Fields> fields, List<Arm> arms)
      throws InvalidFieldException {
    for (int i = 0; i < arms.size(); i++) {
      String name = arms.get(i).name();
      if (arms.subList(0, i).stream().anyMatch(arm -> arm.name().equals(name))) {
        throw fields.get(i).required("name").invalid("is another arm's, too", "choose another");
      }
    }
  }

  private static String control(Fields fields, List<Arm> arms) throws InvalidFieldException {
    return fields
        .optional("control", item -> item.oneOf(names(arms)))
        .orElseGet(() -> arms.get(0).name());
  }

  private static Map<String, String> overrides(Fields fields, List<Arm> arms)
      throws InvalidFieldException {
    Map<String, String> overrides = new LinkedHashMap<>();
    Optional<Fields> users = fields.optional("overrides", Item::fields);
    if (users.isPresent()) {
      for (Map.Entry<String, Item> user : users.get().all().entrySet()) {
        overrides.put(
            new Item(users.get().key(user.getKey()).node(), user.getValue().path()).id(),
            user.getValue().oneOf(names(arms)));
      }
    }
    return overrides;
  }

  private static List<String> names(List<Arm> arms) {
    return arms.stream().map(Arm::name).toList();
  }
}
