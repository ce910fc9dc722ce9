package io.tidemark.experiments.file;

import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Holdout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold between the parts of a file. */
final class CrossChecks {
  private final Problems problems;
  private final Map<String, String> layers = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, String> salts = new HashMap<>();
  private final Map<String, ReadLayer> parameters = new HashMap<>();

  CrossChecks(Problems problems) {
    this.problems = problems;
  }

  void check(Optional<Holdout> holdout, Fields file, List<ReadLayer> read) {
    holdout.ifPresent(
        users ->
            claim(salts, users.salt(), file.key("holdout"), "has a salt that is also that of"));
    for (ReadLayer layer : read) {
      Item name = layer.fields().key("name");
      claim(layers, layer.layer().name(), name, "is also that of");
      claim(salts, layer.layer().salt(), layer.fields().key("salt"), "is also that of");
      for (ReadExperiment experiment : layer.experiments()) {
        Item id = experiment.fields().key("id");
        claim(ids, experiment.experiment().id(), id, "is also that of");
        claim(
            salts,
            experiment.experiment().salt(),
            experiment.fields().optional("salt").isPresent() ? experiment.fields().key("salt") : id,
            "is a salt that is also that of");
        checkParameters(layer, experiment);
      }
      checkNeighbours(layer.experiments());
    }
  }

  private void claim(Map<String, String> taken, String value, Item item, String message) {
    String other = taken.putIfAbsent(value, item.path());
    if (other != null) {
      problems.add(
          item.invalid(
              "%s %s".formatted(message, other), "choose another: users would fall alike"));
    }
  }

  /** A parameter that two layers set would have two values in one request. */
  private void checkParameters(ReadLayer layer, ReadExperiment experiment) {
    for (Fields arm : experiment.arms()) {
      Optional<Fields> set =
          problems.collect(() -> arm.optional("parameters", Item::fields)).flatMap(found -> found);
      if (set.isEmpty()) {
        continue;
      }
      for (String name : set.get().all().keySet()) {
        ReadLayer owner = parameters.putIfAbsent(name, layer);
        if (owner != null && owner != layer) {
          problems.add(
              set.get()
                  .key(name)
                  .invalid(
                      "is set in the layer %s, too".formatted(owner.layer().name()),
                      "set a parameter in one layer only, so that it has one value in a request"));
        }
      }
    }
  }

  /** What two experiments of a layer must not have in common while both run. */
  private void checkNeighbours(List<ReadExperiment> experiments) {
    for (int i = 0; i < experiments.size(); i++) {
      Experiment one = experiments.get(i).experiment();
      Fields fields = experiments.get(i).fields();
      for (ReadExperiment earlier : experiments.subList(0, i)) {
        Experiment other = earlier.experiment();
        if (!one.schedule().overlaps(other.schedule())) {
          continue;
        }
        if (one.segment().overlaps(other.segment())) {
          problems.add(
              fields
                  .key(fields.optional("from").isPresent() ? "from" : "traffic")
                  .invalid(
                      "takes users that %s has at the same time".formatted(other.id()),
                      "begin at %.6g%% or later, or when %s has ended"
                          .formatted(100 * other.segment().to(), other.id())));
        }
        checkOverrides(fields, one, other);
      }
    }
  }

  private void checkOverrides(Fields fields, Experiment one, Experiment other) {
    one.overrides().keySet().stream()
        .filter(other.overrides()::containsKey)
        .findFirst()
        .ifPresent(
            user ->
                problems.add(
                    fields
                        .key("overrides")
                        .invalid(
                            "names %s, whom %s names at the same time".formatted(user, other.id()),
                            "name a user in one experiment of a layer only")));
  }
}
