package io.tidemark.pipelines.study;

import io.tidemark.pipelines.importing.DatasetLog;
import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs a study on a data set's files and writes its report. It needs no server, and no more memory
 * than the log and one model take.
 *
 * <pre>{@code
 * RunStudy --study=cadence --dataset=kuairand --data=infra/data/kuairand --report=var/reports/cadence
 * }</pre>
 */
public final class RunStudy {
  private RunStudy() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, StudyOptions.class, RunStudy::run));
  }

  private static void run(StudyOptions options) throws IOException {
    Report report = report(options);
    Path folder = Path.of(options.getReport());
    report.write(folder);
    System.out.println(report.markdown());
    System.out.println("report    " + folder.resolve(Report.MARKDOWN).toAbsolutePath());
  }

  /** Reads, trains, measures. */
  static Report report(StudyOptions options) throws IOException {
    DatasetLog log =
        DatasetLog.read(options.getDataset(), options.getDescriptor(), options.getData());
    StudySettings settings = StudySettings.of(options, log.timelines());
    if (options.getStudy().equals(Studies.INTERESTS)) {
      InterestStudy interests = new InterestStudy(log.timelines(), settings);
      interests.run();
      return interests.report(log);
    }
    Study study = study(options.getStudy(), settings);
    StudyResults results =
        new StudyRun(log.timelines(), settings).run(study.variants(), study.cadences());
    return StudyReport.of(study, log, settings, results);
  }

  private static Study study(String name, StudySettings settings) {
    try {
      return Studies.named(name, settings.config());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
  }
}
