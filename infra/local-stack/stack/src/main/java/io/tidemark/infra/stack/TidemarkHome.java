package io.tidemark.infra.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checked-out and built repository, from whose {@code target} folders everything is started.
 *
 * @param root absolute
 */
public record TidemarkHome(Path root) {
  /**
   * Finds it through the system property {@code tidemark.home} or the environment's {@code
   * TIDEMARK_HOME}.
   */
  public static TidemarkHome find() {
    String home = System.getProperty("tidemark.home", System.getenv("TIDEMARK_HOME"));
    if (home == null || !Files.exists(Path.of(home, "infra", "local-stack", "pom.xml"))) {
      throw new StackException(
          "the repository is not at '%s': set TIDEMARK_HOME to its folder".formatted(home));
    }
    return new TidemarkHome(Path.of(home).toAbsolutePath().normalize());
  }

  /** A module's classes and all that they need, as a class path. */
  public String classPath(LaunchModule module) {
    Path target = root.resolve(module.folder()).resolve("target");
    Path dependencies = target.resolve("runtime.classpath");
    Path classes = target.resolve("classes");
    if (!Files.exists(dependencies) || !Files.isDirectory(classes)) {
      throw new StackException(
          "%s is not built: run 'mvn -B -DskipTests package' in %s"
              .formatted(module.folder(), root));
    }
    try {
      return classes + ":" + Files.readString(dependencies).strip();
    } catch (IOException e) {
      throw new StackException("cannot read %s: %s".formatted(dependencies, e.getMessage()), e);
    }
  }

  /** JVM flags without which a module's classes do not work; empty if it needs none. */
  public List<String> jvmFlags(LaunchModule module) {
    Path options = root.resolve(module.folder()).resolve("jvm.options");
    return Files.exists(options) ? List.of("@" + options) : List.of();
  }

  /** When a module's jar was last built, from its folder in the repository. */
  public Instant builtAt(String folder) {
    Path target = root.resolve(folder).resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      Instant newest = Instant.EPOCH;
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Instant built = Files.getLastModifiedTime(jar).toInstant();
        newest = built.isAfter(newest) ? built : newest;
      }
      return newest;
    } catch (IOException e) {
      throw new StackException("cannot look into %s: %s".formatted(target, e.getMessage()), e);
    }
  }
}
