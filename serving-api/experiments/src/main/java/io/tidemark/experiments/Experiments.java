package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All experiments of a server. Which arm a request is in follows from these, the request and the
 * time alone: the same on every server, and after every restart.
 *
 * @param holdout users who are in none of them
 * @param layers independent of each other
 */
public record Experiments(Optional<Holdout> holdout, List<Layer> layers) {
  /** No experiments. */
  public static final Experiments NONE = new Experiments(Optional.empty(), List.of());

  public Experiments {
    requireNonNull(holdout, "holdout is null");
    layers = List.copyOf(layers);
  }

  /** The arms that a request is in at an instant. */
  public Assignments assign(Subject subject, Instant now) {
    if (layers.isEmpty()) {
      return Assignments.NONE;
    }
    boolean heldOut =
        holdout.map(users -> users.includes(subject.userId())).orElse(false)
            && all().anyMatch(experiment -> experiment.schedule().includes(now));
    List<Assignment> arms = new ArrayList<>();
    for (Layer layer : layers) {
      layer
          .override(subject.userId(), now)
          .or(() -> heldOut ? Optional.empty() : layer.assign(subject, now))
          .ifPresent(arms::add);
    }
    return new Assignments(heldOut && arms.isEmpty(), arms);
  }

  /** Every experiment, whether it runs or not. */
  public Stream<Experiment> all() {
    return layers.stream().flatMap(layer -> layer.experiments().stream());
  }

  /** An experiment by its id. */
  public Optional<Experiment> find(String id) {
    return all().filter(experiment -> experiment.id().equals(id)).findFirst();
  }

  /** The layer of an experiment by its id. */
  public Optional<Layer> layerOf(String id) {
    return layers.stream()
        .filter(layer -> layer.experiments().stream().anyMatch(one -> one.id().equals(id)))
        .findFirst();
  }
}
