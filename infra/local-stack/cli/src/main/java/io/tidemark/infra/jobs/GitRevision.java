package io.tidemark.infra.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which revision of the code runs: it stands on models and reports. */
final class GitRevision {
  private GitRevision() {}

  /**
   * The commit, with {@code -dirty} if files were changed since; empty if the folder is no checkout
   * or there is no git.
   */
  static Optional<String> of(Path checkout) throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder(
                  "git",
                  "-C",
                  checkout.toString(),
                  "describe",
                  "--always",
                  "--dirty",
                  "--abbrev=12")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String revision = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      return git.waitFor() == 0 && !revision.isEmpty() ? Optional.of(revision) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    }
  }
}
