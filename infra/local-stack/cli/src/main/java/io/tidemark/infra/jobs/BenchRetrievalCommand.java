package io.tidemark.infra.jobs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench retrieval}. */
@Command(
    name = "retrieval",
    description = {
      "How long does the index of candidates take to build, how large is it, what share of the truly"
          + " nearest pins does it find, and how long does a search take?",
      "Made-up pins; needs nothing of the stack to be up."
    })
public final class BenchRetrievalCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(names = "--pins", description = "How many (default: 1000000).")
  private Optional<Integer> pins;

  @Option(names = "--dimension", description = "Numbers in a vector (default: 64).")
  private Optional<Integer> dimension;

  @Option(
      names = "--beam",
      description = "Neighbours looked at for a pin that is added (default: 64).")
  private Optional<Integer> beam;

  @Option(names = "--connections", description = "Connections of a pin (default: 16).")
  private Optional<Integer> connections;

  @Option(
      names = "--index",
      paramLabel = "FOLDER",
      description = "Where the index goes; one that is there is searched and not built again.")
  private Optional<Path> index;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("indexedPins", pins);
    options.put("dimension", dimension);
    options.put("beam", beam);
    options.put("connections", connections);
    options.put("index", index.map(Path::toAbsolutePath));
    return job.runComputing("retrieval.BenchRetrieval", List.of(), options, "4g");
  }
}
