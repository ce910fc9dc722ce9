package io.tidemark.infra.experiments;

import io.tidemark.experiments.simulation.AssignmentSimulation;
import io.tidemark.experiments.simulation.LiftSimulation;
import io.tidemark.experiments.simulation.LossSimulation;
import io.tidemark.experiments.simulation.NullSimulation;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark experiments simulate}. */
@Command(
    name = "simulate",
    description = "Made-up users of whom the truth is known, through assignment and statistics.")
public final class SimulateCommand {
  private static final double ALPHA = 0.05;
  private static final double SIGMAS = 3;
  private static final double DEPENDENT = 0.001;
  private static final int FAILED = 1;

  @Command(
      name = "assignment",
      description = {
        "Does every arm get its share, and are the layers independent?",
        "Exit status 1 if an arm is more than 3 sigma from its share, or two layers depend on each"
            + " other (p < 0.001)."
      })
  int assignment(
      @Mixin FileOptions options,
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              description = "The file (default: experiments.yml in the state folder).")
          Optional<Path> file,
      @Option(
              names = "--users",
              defaultValue = "1000000",
              description = "How many (${DEFAULT-VALUE}).")
          int users,
      @Option(names = "--at", paramLabel = "INSTANT", description = "When (default: now).")
          Optional<Instant> at) {
    AssignmentSimulation.Outcome outcome =
        new AssignmentSimulation(options.read(file), users, at.orElseGet(Instant::now)).run();
    Console console = options.console();
    console.line("%,d users, %,d held out".formatted(users, outcome.heldOut()));
    console.line("| arm | users | share | expected | sigmas |");
    console.line("|---|---|---|---|---|");
    boolean sound = true;
    for (AssignmentSimulation.ArmShare arm : outcome.arms()) {
      sound &= Math.abs(arm.sigmas()) <= SIGMAS;
      console.line(
          "| %s %s | %,d | %.4f%% | %.4f%% | %+.2f |"
              .formatted(
                  arm.layer(),
                  arm.label(),
                  arm.users(),
                  100.0 * arm.users() / users,
                  100 * arm.expected(),
                  arm.sigmas()));
    }
    for (AssignmentSimulation.Pair pair : outcome.pairs()) {
      sound &= pair.pValue() >= DEPENDENT;
      console.line(
          "%s and %s independent: p = %.3f".formatted(pair.one(), pair.other(), pair.pValue()));
    }
    return sound ? 0 : FAILED;
  }

  @Command(
      name = "aa",
      description = {
        "How many experiments whose arms are the same find a difference all the same?",
        "5%% by looking once and by looking as often as planned; more by looking often at what is"
            + " meant for looking once; less by what holds whenever one looks."
      })
  int sameArms(
      @Mixin StackOptions stack,
      @Option(
              names = "--experiments",
              defaultValue = "1000",
              description = "How many (${DEFAULT-VALUE}).")
          int experiments,
      @Option(names = "--users", defaultValue = "4000", description = "Of each (${DEFAULT-VALUE}).")
          int users,
      @Option(
              names = "--looks",
              defaultValue = "14",
              description = "How often each is looked at (${DEFAULT-VALUE}).")
          int looks,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description = "Of the draws (${DEFAULT-VALUE}).")
          long seed) {
    NullSimulation.Outcome outcome =
        new NullSimulation(experiments, users, looks, ALPHA, seed).run();
    Console console = stack.console();
    console.line(
        "%,d experiments with equal arms, %,d users, %d looks, seed %d"
            .formatted(experiments, users, looks, seed));
    console.line("| looking | find a difference at 5% |");
    console.line("|---|---|");
    console.line("| once, at the end | %.1f%% |".formatted(100 * outcome.once()));
    console.line("| at every look, planned looks | %.1f%% |".formatted(100 * outcome.planned()));
    console.line("| at every look, always valid | %.1f%% |".formatted(100 * outcome.alwaysValid()));
    console.line("| at every look, uncorrected | %.1f%% |".formatted(100 * outcome.naive()));
    return 0;
  }

  @Command(
      name = "lift",
      description =
          "Is a known lift in saves found, and do intervals hold it as often as they say?")
  int lift(
      @Mixin StackOptions stack,
      @Option(
              names = "--experiments",
              defaultValue = "1000",
              description = "How many (${DEFAULT-VALUE}).")
          int experiments,
      @Option(
              names = "--users",
              defaultValue = "20000",
              description = "Of each (${DEFAULT-VALUE}).")
          int users,
      @Option(
              names = "--lift",
              defaultValue = "0.05",
              description = "How much more the treated save (${DEFAULT-VALUE}).")
          double lift,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description = "Of the draws (${DEFAULT-VALUE}).")
          long seed) {
    LiftSimulation.Outcome outcome =
        new LiftSimulation(experiments, users, lift, ALPHA, seed).run();
    Console console = stack.console();
    console.line(
        "%,d experiments, %,d users, a lift of %.1f%%, seed %d"
            .formatted(experiments, users, 100 * lift, seed));
    console.line(
        "| estimate | interval holds the lift | does not hold 0 | width | mean estimate |");
    console.line("|---|---|---|---|---|");
    console.line(row("adjusted (CUPED)", outcome.adjusted()));
    console.line(row("as it was", outcome.unadjusted()));
    return 0;
  }

  @Command(
      name = "loss",
      description = "Is it seen when some users of one arm are lost (sample ratio mismatch)?")
  int loss(
      @Mixin StackOptions stack,
      @Option(
              names = "--experiments",
              defaultValue = "1000",
              description = "How many (${DEFAULT-VALUE}).")
          int experiments,
      @Option(
              names = "--users",
              defaultValue = "20000",
              description = "Of each (${DEFAULT-VALUE}).")
          int users,
      @Option(
              names = "--lost",
              defaultValue = "0.1",
              description = "The share of one arm's users that is lost (${DEFAULT-VALUE}).")
          double lost,
      @Option(
              names = "--seed",
              defaultValue = "1",
              description = "Of the draws (${DEFAULT-VALUE}).")
          long seed) {
    LossSimulation.Outcome outcome = new LossSimulation(experiments, users, lost, seed).run();
    stack
        .console()
        .line(
            "%,d experiments, %,d users, %.1f%% of one arm lost: alarm in %.1f%%; in %.2f%% with nobody lost"
                .formatted(
                    experiments,
                    users,
                    100 * lost,
                    100 * outcome.caught(),
                    100 * outcome.falseAlarms()));
    return 0;
  }

  private static String row(String name, LiftSimulation.Intervals intervals) {
    return "| %s | %.1f%% | %.1f%% | %.4f | %.4f |"
        .formatted(
            name,
            100 * intervals.covered(),
            100 * intervals.found(),
            intervals.width(),
            intervals.estimate());
  }
}
