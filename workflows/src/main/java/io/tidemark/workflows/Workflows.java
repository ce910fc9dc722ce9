package io.tidemark.workflows;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The workflows that Tidemark runs. */
public final class Workflows {
  /**
   * Learns everything anew from the log: pin vectors, PinnerFormer, embeddings, ranker. Weekly.
   *
   * <p>Pin vectors end where the data day begins, since the trainers hold that day out to measure
   * themselves: vectors that have seen it would make every figure too good.
   */
  public static final Workflow TRAIN =
      new Workflow(
          "train",
          "Build pin vectors, train PinnerFormer on them, embed all users, train the ranker",
          List.of(
              new Task("build_pins", day -> List.of("pins", "--as-of", startOf(day)), List.of()),
              new Task(
                  "train_pinnerformer",
                  day -> List.of("train", "pinnerformer", "--as-of", asOf(day)),
                  List.of("build_pins")),
              new Task(
                  "embed_users",
                  day -> List.of("embed", "--as-of", asOf(day)),
                  List.of("train_pinnerformer")),
              new Task(
                  "train_ranker",
                  day -> List.of("train", "ranker", "--as-of", asOf(day)),
                  List.of("embed_users"))));

  /**
   * Brings every user's embedding up to the end of the data day with the models there are: who did
   * not act keeps the vector they have. Then removes the vectors that no release needs any more.
   * Daily.
   */
  public static final Workflow DAILY_EMBEDDINGS =
      new Workflow(
          "daily_embeddings",
          "Embed the users who acted since the last run up to the end of the data day and publish",
          List.of(
              new Task(
                  "embed_users",
                  day -> List.of("embed", "--published-model", "--as-of", asOf(day)),
                  List.of()),
              new Task(
                  "clean_releases", day -> List.of("releases", "clean"), List.of("embed_users"))));

  private Workflows() {}

  /** All workflows, in the order in which {@code --help} lists them. */
  public static List<Workflow> all() {
    return List.of(TRAIN, DAILY_EMBEDDINGS);
  }

  /** The workflow of that id, or empty if there is none. */
  public static Optional<Workflow> named(String id) {
    return all().stream().filter(workflow -> workflow.id().equals(id)).findFirst();
  }

  /** The as-of of a data day: its end, midnight UTC, so that the whole day is included. */
  private static String asOf(LocalDate dataDay) {
    return startOf(dataDay.plusDays(1));
  }

  private static String startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
  }
}
