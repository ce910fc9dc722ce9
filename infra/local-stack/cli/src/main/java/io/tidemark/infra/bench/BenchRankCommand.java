package io.tidemark.infra.bench;

import io.tidemark.infra.console.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code tidemark bench rank}. */
@Command(
    name = "rank",
    description = {
      "How fast does the API rank, at which rates, and what of it is the model's own work?",
      "Brings its own HBase, Kafka and API; a running stack is not touched. Its options: `tidemark"
          + " bench rank --options`."
    })
public final class BenchRankCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return BenchModule.run(stack, "io.tidemark.infra.rankbench.RankBench", arguments);
  }
}
