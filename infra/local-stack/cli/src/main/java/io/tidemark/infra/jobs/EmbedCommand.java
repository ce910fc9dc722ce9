package io.tidemark.infra.jobs;

import io.tidemark.infra.stack.Component;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark embed}. */
@Command(
    name = "embed",
    description = {
      "Compute user embeddings into HBase, check them, and publish them as a release.",
      "Computes the users with an action since the published release, everyone else keeps the"
          + " vector they have; all users where the model is another one or nothing is published."
          + " What fails its checks is not written: the old release stays, and 'releases list' says"
          + " why."
    })
public final class EmbedCommand implements Callable<Integer> {
  /** How a vector's numbers are stored. */
  enum Storage {
    fp32,
    fp16
  }

  @Mixin private JobOptions job;

  @Option(
      names = "--as-of",
      required = true,
      description = "The end of the last day to include, such as 2026-11-21T00:00:00Z.")
  private Instant asOf;

  @Option(
      names = "--published-model",
      description =
          "With the model whose release is published (default: the newest trained on the published"
              + " pins).")
  private boolean publishedModel;

  @Option(names = "--full", description = "Compute all users.")
  private boolean full;

  @Option(
      names = "--storage",
      description = "fp32, or fp16 for half the bytes in HBase (default: fp32).")
  private Optional<Storage> storage;

  @Option(
      names = "--keep-newer",
      description =
          "Do nothing if what is published is as of a later instant, so that a day may be repeated"
              + " after later ones.")
  private boolean keepNewer;

  @Option(
      names = "--no-publish",
      description = "Leave the release unpublished; 'releases publish' publishes it later.")
  private boolean noPublish;

  @Override
  public Integer call() throws InterruptedException {
    return job.run(
        "embedding.EmbedUsers",
        List.of(Component.HIVE, Component.HBASE),
        Map.of(
            "asOf", Optional.of(asOf),
            "publishedModel", Optional.of(publishedModel),
            "full", Optional.of(full),
            "keepNewer", Optional.of(keepNewer),
            "storage", storage.map(type -> type.name().toUpperCase(Locale.ROOT)),
            "publish", Optional.of(!noPublish)));
  }
}
