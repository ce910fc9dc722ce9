package io.tidemark.infra.experiments;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Assignment;
import io.tidemark.experiments.Assignments;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.Subject;
import io.tidemark.experiments.Targeting;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.jobs.ReadoutCommand;
import io.tidemark.infra.stack.StackException;
import io.tidemark.store.Surface;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark experiments}. */
@Command(
    name = "experiments",
    description = {
      "A/B experiments by configuration.",
      "A file of experiments is var/experiments.yml unless another is given;"
          + " infra/experiments.example.yml shows all that it may say."
    },
    subcommands = {ReadoutCommand.class, SimulateCommand.class})
public final class ExperimentsCommand {
  private static final String FILE = "The file (default: experiments.yml in the state folder).";

  @Command(
      name = "validate",
      description = {
        "Check a file: every problem with its line and column, or what it says.",
        "Exit status 1 if it cannot be used."
      })
  int validate(
      @Mixin FileOptions options,
      @Parameters(arity = "0..1", paramLabel = "FILE", description = FILE) Optional<Path> file) {
    Experiments experiments = options.read(file);
    Console console = options.console();
    Instant now = Instant.now();
    experiments
        .holdout()
        .ifPresent(holdout -> console.line("held out: %s".formatted(percent(holdout.share()))));
    for (Layer layer : experiments.layers()) {
      console.line("layer " + layer.name());
      for (Experiment experiment : layer.experiments()) {
        console.line("  " + describe(experiment, now));
        for (Arm arm : experiment.arms()) {
          console.line(
              "    %-24s %6s  %s%s"
                  .formatted(
                      arm.name(),
                      percent(experiment.share(arm)),
                      describe(arm),
                      arm.name().equals(experiment.control()) ? " (control)" : ""));
        }
      }
    }
    console.line("%s can be used".formatted(options.path(file)));
    return 0;
  }

  @Command(name = "assign", description = "Which arms is a user in?")
  int assign(
      @Mixin FileOptions options,
      @Parameters(index = "0", paramLabel = "USER", description = "The user's id.") String user,
      @Option(names = "--file", paramLabel = "FILE", description = FILE) Optional<Path> file,
      @Option(names = "--at", paramLabel = "INSTANT", description = "When (default: now).")
          Optional<Instant> at,
      @Option(
              names = "--surface",
              defaultValue = "home",
              description = "Where the pins will be shown (${DEFAULT-VALUE}).")
          String surface,
      @Option(
              names = "--batch",
              defaultValue = "fresh",
              description = "How fresh the user's embedding is (${DEFAULT-VALUE}).")
          String batch,
      @Option(
              names = "--live",
              defaultValue = "fresh",
              description = "How fresh the user's live actions are (${DEFAULT-VALUE}).")
          String live) {
    requireOneOf("--batch", batch, Targeting.BATCH_STATUSES);
    requireOneOf("--live", live, Targeting.LIVE_STATUSES);
    Subject subject =
        new Subject(
            user,
            Surface.fromWireName(surface)
                .orElseThrow(() -> new StackException("--surface " + surface + " is not known")),
            batch,
            live);
    Assignments assignments = options.read(file).assign(subject, at.orElseGet(Instant::now));
    Console console = options.console();
    if (assignments.heldOut()) {
      console.line("held out of all experiments");
    } else if (assignments.arms().isEmpty()) {
      console.line("in no experiment");
    }
    for (Assignment assignment : assignments.arms()) {
      console.line(
          "%-20s %s  %s"
              .formatted(assignment.layer(), assignment.label(), describe(assignment.arm())));
    }
    return 0;
  }

  private static String describe(Arm arm) {
    return arm.parameters().names().isEmpty()
        ? "as the server is"
        : "sets " + String.join(", ", arm.parameters().names());
  }

  private static String describe(Experiment experiment, Instant now) {
    String state =
        experiment.schedule().includes(now)
            ? "runs with %s of the layer"
                .formatted(percent(experiment.segment().share() * experiment.schedule().part(now)))
            : now.isBefore(experiment.schedule().start())
                ? "starts " + experiment.schedule().start()
                : "has ended";
    return "%s: %s".formatted(experiment.id(), state);
  }

  static String percent(double share) {
    return "%.4g%%".formatted(100 * share);
  }

  private static void requireOneOf(String option, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new StackException(
          "%s %s is not one of %s".formatted(option, value, String.join(", ", known)));
    }
  }
}
