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
   * so a day may be repeated after later ones. Then the vectors that no release needs any more go.
   */
  public static final Workflow DAILY_EMBEDDINGS =
      new Workflow(
          "daily_embeddings",
          "Embed the users who acted up to the end of the data day, check, and publish",
          Optional.of(Schedule.utc("30 0 * * *")),
          // One at a time: a day goes on from the snapshot of the day before.
          new Limits(1, Duration.ofHours(12)),
          List.of(
              job(
                  "embed_users",
                  "embed",
                  "--published-model",
                  "--keep-newer",
                  "--as-of",
                  "{as_of}"),
              Task.of("clean_releases", Command.of("releases", "clean")).after("embed_users")));

  /**
   * Learns everything anew from the log: pin vectors, PinnerFormer, embeddings, ranker.
   *
   * <p>Pin vectors end where the data day begins, since the trainers hold that day out to measure
   * themselves: vectors that have seen it would make every figure too good.
   */
  public static final Workflow TRAIN_PINNERFORMER =
      new Workflow(
          "train_pinnerformer",
          "Build pin vectors, train PinnerFormer on them, embed all users, train the ranker",
          Optional.of(Schedule.utc("0 3 * * 0")),
          new Limits(1, Duration.ofHours(48)),
          List.of(
              job("build_pins", "pins", "--as-of", "{day_start}"),
              training("train_pinnerformer", "train", "pinnerformer", "--as-of", "{as_of}")
                  .after("build_pins"),
              job("embed_users", "embed", "--as-of", "{as_of}").after("train_pinnerformer"),
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

  private Workflows() {}

  /** All workflows, in the order in which they are listed. */
  public static List<Workflow> all() {
    return List.of(DAILY_EMBEDDINGS, TRAIN_PINNERFORMER, TRAIN_RANKER);
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
