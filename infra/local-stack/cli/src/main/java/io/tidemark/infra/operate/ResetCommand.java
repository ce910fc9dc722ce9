package io.tidemark.infra.operate;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.StackException;
import io.tidemark.infra.stack.StateFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark reset}: stops the stack and deletes what it knows to be its own. */
@Command(
    name = "reset",
    description =
        "Stop the stack and delete all its data: tables, topics, models, logs. There is no way"
            + " back.")
public final class ResetCommand implements Callable<Integer> {
  @Mixin private StackOptions options;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    StateFolder folder = options.folder();
    Console console = options.console();
    if (!yes && !confirmed(folder)) {
      console.note("nothing was deleted");
      return 1;
    }
    options.supervisor().down(EnumSet.allOf(Component.class));
    for (Path path : folder.contents()) {
      delete(path);
    }
    console.line("deleted what the stack had in " + folder.root());
    return 0;
  }

  private static boolean confirmed(StateFolder folder) {
    if (System.console() == null) {
      throw new StackException("reset deletes all data in %s: say --yes".formatted(folder.root()));
    }
    String answer =
        System.console().readLine("Delete all data of the stack in %s? (yes/no) ", folder.root());
    return "yes".equals(answer);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
