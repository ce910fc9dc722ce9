package io.tidemark.infra.bench;

import io.tidemark.infra.console.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code tidemark bench jmh}. */
@Command(
    name = "jmh",
    description = {
      "What do the parts of a ranking cost: codecs, merging, assembling the ranker's input?",
      "Takes the arguments of JMH, such as a pattern of names, -f 3 or -prof gc."
    })
public final class BenchJmhCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return BenchModule.run(stack, "org.openjdk.jmh.Main", arguments);
  }
}
