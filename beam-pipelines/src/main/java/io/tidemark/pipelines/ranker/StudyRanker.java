package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import io.tidemark.pipelines.importing.DatasetLog;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What does each tide bring? Trains rankers without a user, with either side and with both on a
 * data set's files, compares them on later requests, and writes a report. It needs no server.
 *
 * <pre>{@code
 * StudyRanker --dataset=kuairand --data=infra/data/kuairand --report=var/reports/ranker
 * }</pre>
 */
public final class StudyRanker {
  private static final int LONG_DAYS = 60;
  private static final Duration TARGETS_OF_LONG = Duration.ofDays(28);
  private static final Duration TRAINING_OF_LONG = Duration.ofDays(42);
  private static final int SPLITS_OF_LONG = 4;
  private static final int SHARE_OF_SHORT = 5;

  private StudyRanker() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, StudyRankerOptions.class, StudyRanker::run));
  }

  private static void run(StudyRankerOptions options) throws IOException {
    Report report = report(options);
    Path folder = Path.of(options.getReport());
    report.write(folder);
    System.out.println(report.markdown());
    System.out.println("report    " + folder.resolve(Report.MARKDOWN).toAbsolutePath());
  }

  /** Where time is split. */
  record Times(Duration targets, Duration training, List<Instant> ends) {}

  /** Reads, trains, measures. */
  static Report report(StudyRankerOptions options) throws IOException {
    DatasetLog log =
        DatasetLog.read(options.getDataset(), options.getDescriptor(), options.getData());
    try {
      Times times = times(options, log.timelines());
      RankerStudy.Setting setting = setting(options, times);
      RankerStudy study = new RankerStudy(setting);
      times.ends().forEach(end -> study.run(log.timelines(), end));
      return RankerReport.of(
          log, setting, times, study, new UserBootstrap(options.getResamples(), options.getSeed()));
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
  }

  private static RankerStudy.Setting setting(StudyRankerOptions options, Times times) {
    RankerConfig config = RankerConfig.read(options.getRanker());
    RankerConfig.Training training = config.training();
    PinnerFormerConfig pinnerFormer = PinnerFormerConfig.read(options.getPinnerFormer());
    if (options.getPinnerFormerSteps() != null) {
      pinnerFormer = pinnerFormer.withMaxSteps(options.getPinnerFormerSteps());
    }
    return new RankerStudy.Setting(
        config
            .with(config.requests().withPeriod(times.training().plus(times.targets())))
            .with(
                new RankerConfig.Training(
                    training.batchRequests(),
                    options.getMaxSteps() == null ? training.maxSteps() : options.getMaxSteps(),
                    training.budget(),
                    training.learningRate(),
                    training.warmUpSteps(),
                    training.weightDecay(),
                    training.clipNorm(),
                    times.targets(),
                    options.getRequests(),
                    training.heldOutCandidates())),
        pinnerFormer,
        PositiveActions.parse(options.getPositiveActions()),
        options.getDimension(),
        options.getSeed(),
        options.getThreads());
  }

  /**
   * A log of 60 days or more gets four splits over its second half, the ranker learning from six
   * weeks and measured on four; a shorter one a split before its last fifth, the ranker learning
   * from the two fifths before.
   */
  private static Times times(StudyRankerOptions options, List<Timeline> log) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Timeline timeline : log) {
      first = Math.min(first, timeline.actions().get(0).occurredAt());
      last = Math.max(last, timeline.actions().get(timeline.actions().size() - 1).occurredAt());
    }
    Instant end = Instant.ofEpochMilli(last).truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    long days = Duration.between(Instant.ofEpochMilli(first), end).toDays();
    boolean isLong = days >= LONG_DAYS;
    Duration fifth = Duration.ofDays(Math.max(1, days / SHARE_OF_SHORT));
    Duration targets =
        duration("--targetWindow", options.getTargetWindow(), isLong ? TARGETS_OF_LONG : fifth);
    Duration training =
        duration(
            "--trainingWindow",
            options.getTrainingWindow(),
            isLong ? TRAINING_OF_LONG : fifth.multipliedBy(2));
    int count = options.getWindows() > 0 ? options.getWindows() : isLong ? SPLITS_OF_LONG : 1;
    Duration apart = Duration.ofDays(Math.max(targets.toDays(), days / 2 / count));
    List<Instant> ends =
        IntStream.range(0, count)
            .mapToObj(i -> end.minus(apart.multipliedBy(count - 1L - i)))
            .toList();
    return new Times(targets, training, ends);
  }

  private static Duration duration(String flag, String text, Duration otherwise) {
    try {
      return text == null ? otherwise : Duration.parse(text);
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "%s is \"%s\": give a duration such as P3D or PT12H".formatted(flag, text), wrong);
    }
  }
}
