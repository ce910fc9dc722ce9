package io.tidemark.infra.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "How good is one PinnerFormer on a data set? Trains it on some users up to an instant and"
          + " measures it on others afterwards, beside PinnerSage and popularity; needs no server."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Mixin private StudyOptions study;

  @Override
  public Integer call() throws InterruptedException {
    return study.run("model");
  }
}
