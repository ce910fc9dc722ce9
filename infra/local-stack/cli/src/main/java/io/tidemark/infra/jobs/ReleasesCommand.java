package io.tidemark.infra.jobs;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.StackException;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.VersionRetention;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark releases}: what can be served, and what is. */
@Command(name = "releases", description = "List, publish and roll back releases of a model.")
public final class ReleasesCommand {
  private static final String MODEL = "pins, pinnerformer, pinnersage, retrieval or ranker.";
  private static final String DEFAULT_REASON = "by hand";

  @Command(name = "list", description = "All releases, newest first; * marks the published one.")
  int list(
      @Mixin StackOptions options,
      @Parameters(
              paramLabel = "MODEL",
              arity = "0..*",
              description = MODEL,
              defaultValue = Option.NULL_VALUE)
          List<String> models) {
    Console console = options.console();
    List<String> wanted =
        models == null || models.isEmpty()
            ? List.of(
                Release.PINS,
                Release.PINNERFORMER,
                Release.PINNERSAGE,
                Release.RETRIEVAL,
                Release.RANKER)
            : models;
    withReleases(
        options,
        releases ->
            wanted.forEach(
                model -> {
                  Optional<String> published = releases.published(model).map(Release::id);
                  for (Release release : releases.all(model)) {
                    console.line(
                        "%s %-13s %-42s as of %s  %d rows  version %s"
                            .formatted(
                                published.equals(Optional.of(release.id())) ? "*" : " ",
                                model,
                                release.id(),
                                release.asOf(),
                                release.rows(),
                                release.version()));
                    release
                        .failure()
                        .ifPresent(reason -> console.line("    not served: " + reason));
                  }
                }));
    return 0;
  }

  @Command(name = "publish", description = "Serve this release from now on.")
  int publish(
      @Mixin StackOptions options,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model,
      @Parameters(paramLabel = "RELEASE", description = "As 'releases list' shows it.") String id,
      @Option(names = "--reason", defaultValue = DEFAULT_REASON, description = "For the history.")
          String reason) {
    withReleases(options, releases -> releases.publish(model, id, reason));
    options.console().line("published %s %s".formatted(model, id));
    return 0;
  }

  @Command(name = "rollback", description = "Serve the release that was published before.")
  int rollback(
      @Mixin StackOptions options,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model,
      @Option(names = "--reason", defaultValue = DEFAULT_REASON, description = "For the history.")
          String reason) {
    withReleases(
        options,
        releases -> {
          releases.rollback(model, reason);
          options
              .console()
              .line(
                  "rolled %s back to %s"
                      .formatted(
                          model, releases.published(model).map(Release::id).orElse("nothing")));
        });
    return 0;
  }

  @Command(
      name = "clean",
      description = {
        "Remove the vectors of versions that no release needs any more from HBase.",
        "Kept is what is published, what a rollback returns to, each model's newest releases, and"
            + " whatever those require."
      })
  int clean(
      @Mixin StackOptions options,
      @Option(
              names = "--keep",
              defaultValue = "10",
              description = "Newest releases of each model that are kept (${DEFAULT-VALUE}).")
          int keep) {
    if (keep < 1) {
      throw new StackException("--keep is %d: at least 1 release is kept".formatted(keep));
    }
    List<VersionRetention.Removed> removed;
    String hbase = options.supervisor().address(Component.HBASE);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(hbase))) {
      removed = new VersionRetention(connection).clean(keep);
    }
    removed.forEach(
        version ->
            options
                .console()
                .line(
                    "removed %s %s: %,d vectors"
                        .formatted(version.model(), version.version(), version.rows())));
    if (removed.isEmpty()) {
      options.console().line("nothing to remove: every version is needed");
    }
    return 0;
  }

  private static void withReleases(StackOptions options, Consumer<Releases> task) {
    String hbase = options.supervisor().address(Component.HBASE);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(hbase))) {
      task.accept(new Releases(connection));
    }
  }
}
