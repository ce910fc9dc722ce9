package io.tidemark.infra.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark bench interests}. */
@Command(
    name = "interests",
    description = {
      "How many users a second does PinnerSage's daily run cluster, in how much memory, and how long"
          + " does a user with thousands of actions take?",
      "Made-up users and pins; a process and a line for each number of users. Needs nothing of the"
          + " stack to be up."
    })
public final class BenchInterestsCommand implements Callable<Integer> {
  @Mixin private JobOptions job;

  @Option(
      names = "--users",
      split = ",",
      defaultValue = "10000",
      description = "Users, one number or several: 10000,100000 (${DEFAULT-VALUE}).")
  private List<Long> users;

  @Option(names = "--actions", description = "Actions of each user (default: 256).")
  private Optional<Integer> actions;

  @Option(names = "--pins", description = "Pins they are on (default: 100000).")
  private Optional<Integer> pins;

  @Override
  public Integer call() throws InterruptedException {
    for (long count : users) {
      Map<String, Optional<?>> options = new LinkedHashMap<>();
      options.put("users", Optional.of(count));
      options.put("actions", actions);
      options.put("pinCount", pins);
      int status = job.runComputing("pinnersage.BenchClusters", List.of(), options, "1536m");
      if (status != 0) {
        return status;
      }
    }
    return 0;
  }
}
