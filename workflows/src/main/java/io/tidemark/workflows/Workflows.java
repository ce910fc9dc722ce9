package io.tidemark.workflows;

import io.tidemark.workflows.Workflow.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The workflows that Tidemark runs. Instants are UTC. */
public final class Workflows {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Retries SLOWLY = new Retries(2, Duration.ofMinutes(5), HOUR);

  /**
   * Brings every user's embedding up to the end of the data day with the models there are: who did
   * not act keeps the vector they have. What the published release covers already is left as it is,
   * so a day may be repeated after later ones. Then the day is looked back at: how good was what it
   * began with?
   */
  public static final Workflow DAILY_EMBEDDINGS =
      new Workflow(
          "daily_embeddings",
          "Embed the users who acted up to the end of the data day, check, publish, and evaluate the day",
          Optional.of(Schedule.utc("30 0 * * *")),
          // One at a time: a day goes on from the snapshot of the day before.
          new Limits(1, Duration.ofHours(12)),
          List.of(
              Task.of("seal_day", Command.of("seal", "--as-of", "{as_of}")).within(HOUR),
              job("embed_users", "embed", "--published-model", "--keep-newer", "--as-of", "{as_of}")
                  .after("seal_day"),
              job("evaluate_day", "evaluate-day", "--as-of", "{as_of}").after("embed_users")));

  /**
   * Learns everything anew from the log: pin vectors, PinnerFormer, embeddings, the index of
   * candidates, interests, ranker.
   *
   * <p>Pin vectors end where the data day begins, since the trainers hold that day out to measure
   * themselves: vectors that have seen it would make every figure too good.
   */
  public static final Workflow TRAIN_PINNERFORMER =
      new Workflow(
          "train_pinnerformer",
          "Build pin vectors, train PinnerFormer, embed all users, index the pins, cluster, train the ranker",
          Optional.of(Schedule.utc("0 3 * * 0")),
          new Limits(1, Duration.ofHours(48)),
          List.of(
              job("build_pins", "pins", "--as-of", "{day_start}"),
              training("train_pinnerformer", "train", "pinnerformer", "--as-of", "{as_of}")
                  .after("build_pins"),
              // Interests of the old pins fit no index of the new ones.
              job("cluster_users", "interests", "--as-of", "{as_of}").after("build_pins"),
              job("embed_users", "embed", "--as-of", "{as_of}").after("train_pinnerformer"),
              job("build_index", "index", "--as-of", "{as_of}").after("embed_users"),
              training("train_ranker", "train", "ranker", "--as-of", "{as_of}")
                  .after("embed_users")));

  /** Learns the ranker anew on the pins and the PinnerFormer that are published. */
  public static final Workflow TRAIN_RANKER =
      new Workflow(
          "train_ranker",
          "Train the ranker for the published pins and PinnerFormer",
          Optional.of(Schedule.utc("0 3 * * 3")),
          new Limits(1, Duration.ofHours(24)),
          List.of(training("train_ranker", "train", "ranker", "--as-of", "{as_of}")));

  /**
   * Brings users' interests up to the end of the data day, and the index of candidates: a new one
   * where pins or PinnerFormer were published since, else what is popular in it.
   */
  public static final Workflow PINNERSAGE_DAILY =
      new Workflow(
          "pinnersage_daily",
          "Cluster the interests of the users who acted up to the end of the data day, index the pins",
          Optional.of(Schedule.utc("30 1 * * *")),
          new Limits(1, Duration.ofHours(12)),
          List.of(
              Task.of("seal_day", Command.of("seal", "--as-of", "{as_of}")).within(HOUR),
              job("cluster_users", "interests", "--keep-newer", "--as-of", "{as_of}")
                  .after("seal_day"),
              job("build_index", "index", "--keep-newer", "--as-of", "{as_of}").after("seal_day")));

  /** Reads out what came of the experiments that ran on the data day. */
  public static final Workflow EXPERIMENT_READOUT =
      new Workflow(
          "experiment_readout",
          "Read out each experiment that ran on the data day, as of its end",
          Optional.of(Schedule.utc("15 2 * * *")),
          new Limits(1, Duration.ofHours(6)),
          List.of(
              Task.of("seal_day", Command.of("seal", "--as-of", "{as_of}")).within(HOUR),
              job("read_out", "experiments", "readout", "--running", "--until", "{as_of}")
                  .after("seal_day")));

  /** Lets go of what nothing needs any more: vectors of old releases, and records of old runs. */
  public static final Workflow COMPACT_AND_EXPIRE =
      new Workflow(
          "compact_and_expire",
          "Remove the vectors that no release needs, and the records of runs after 90 days",
          Optional.of(Schedule.utc("0 5 * * *")),
          new Limits(1, Duration.ofHours(6)),
          List.of(
              Task.of("clean_releases", Command.of("releases", "clean")).within(HOUR),
              Task.of("expire_runs", Command.of("workflow", "expire", "--keep-days", "90"))));

  /** Looks after the streams, the servers and the API, as {@code ./tidemark repair} does. */
  public static final Workflow SUPERVISE_STREAMS =
      new Workflow(
          "supervise_streams",
          "Start streams and servers again that have died or do not answer",
          Optional.of(Schedule.utc("*/10 * * * *")),
          new Limits(1, HOUR),
          List.of(Task.of("repair", Command.of("repair")).retried(Retries.NONE).within(HOUR)));

  private Workflows() {}

  /** All workflows, in the order in which they are listed. */
  public static List<Workflow> all() {
    return List.of(
        DAILY_EMBEDDINGS,
        TRAIN_PINNERFORMER,
        TRAIN_RANKER,
        PINNERSAGE_DAILY,
        EXPERIMENT_READOUT,
        COMPACT_AND_EXPIRE,
        SUPERVISE_STREAMS);
  }

  /** The workflow of that id, or empty if there is none. */
  public static Optional<Workflow> named(String id) {
    return all().stream().filter(workflow -> workflow.id().equals(id)).findFirst();
  }

  private static Task job(String id, String... arguments) {
    return Task.of(id, Command.of(arguments))
        .retried(SLOWLY)
        .within(HOUR.multipliedBy(4))
        .taking(Resources.BEAM_JOB);
  }

  private static Task training(String id, String... arguments) {
    return Task.of(id, Command.of(arguments))
        .retried(new Retries(1, Duration.ofMinutes(5), HOUR))
        .within(HOUR.multipliedBy(24))
        .taking(Resources.BEAM_JOB);
  }
}
