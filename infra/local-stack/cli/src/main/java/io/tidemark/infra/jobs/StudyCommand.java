package io.tidemark.infra.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark study}. */
@Command(
    name = "study",
    description = {
      "Train several PinnerFormers on a data set's files and compare them on users that none was"
          + " trained on; needs no server.",
      "cadence: how much does a day cost? objectives, negatives, features, length: which? Recall@10"
          + " with 95%% intervals, interest entropy and coverage, a popularity baseline, and what of"
          + " it is as in the paper; as Markdown, JSON and SVG.",
      "interests: what is a user best retrieved by? Last pin, averages, clusterings and PinnerSage"
          + " beside PinnerFormer and popularity; relevance and recall over the last pin.",
      "ranker: what does each tide bring to the ranking? Rankers without a user, with either side and"
          + " with both; HIT@3, AUC and log-loss a head. --config is the ranker's; --t0, --every,"
          + " --evaluation-share, --targets, --set and --pairs-per-step are not for it.",
      "parity: is the implementation right? Trains on a published benchmark (Amazon Beauty, named with"
          + " --data: a folder with Beauty.txt) and prints what others published beside. Takes --data,"
          + " --config, --report, --max-steps, --checkpoints and --seed only."
    })
public final class StudyCommand implements Callable<Integer> {
  /** What can be studied. */
  enum Question {
    cadence,
    objectives,
    negatives,
    features,
    length,
    interests,
    ranker,
    parity
  }

  @Parameters(index = "0", paramLabel = "STUDY", description = "${COMPLETION-CANDIDATES}")
  private Question question;

  @Mixin private StudyOptions study;

  @Override
  public Integer call() throws InterruptedException {
    return switch (question) {
      case parity -> study.parity();
      case ranker -> study.ranker();
      case cadence, objectives, negatives, features, length, interests ->
          study.run(question.name());
    };
  }
}
