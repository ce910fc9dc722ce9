package io.tidemark.pipelines.pinnerformer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the implementation right? Trains on a published benchmark (Amazon Beauty, 2014, 5-core) and
 * prints what is reached beside what others published for the same data and protocol: leave one
 * out, the whole catalogue ranked, items that the user had before filtered, ties against.
 *
 * <pre>{@code
 * StudyParity --data=/data/beauty --report=var/reports/parity
 * }</pre>
 */
public final class StudyParity {
  private static final Logger log = LoggerFactory.getLogger(StudyParity.class);
  private static final String FILE = "Beauty.txt";

  /** HR@10 and NDCG@10 as published for Beauty. */
  private static final List<Row> PUBLISHED =
      List.of(
          new Row("SASRec, as first published for these data", 0.0605, 0.0318),
          new Row("S3-Rec", 0.0647, 0.0327),
          new Row("HSTU", 0.0788, 0.0439),
          new Row("SASRec + sampled softmax", 0.0921, 0.0531),
          new Row("eSASRec", 0.0928, 0.0523),
          new Row("SASRec+", 0.0974, 0.0588));

  private StudyParity() {}

  /** One line of the table. */
  record Row(String model, double hitRate, double ndcg) {}

  public static void main(String[] args) {
    System.exit(Job.run(args, ParityOptions.class, StudyParity::run));
  }

  private static void run(ParityOptions options) throws IOException {
    PinnerFormerConfig config;
    LeaveOneOut data;
    Path path = Path.of(options.getData());
    try {
      config = PinnerFormerConfig.read(options.getConfig());
      if (options.getMaxSteps() != null) {
        config = config.withMaxSteps(options.getMaxSteps());
      }
      data = LeaveOneOut.read(Files.isDirectory(path) ? path.resolve(FILE) : path);
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
    log.info(
        "{} users, {} items, {} events", data.whole().size(), data.pins().size(), data.events());
    TrainingProgress progress =
        new TrainingProgress(
            config.training().maxSteps(),
            Duration.ofMillis((long) (options.getMaxMinutes() * 60_000)),
            Duration.ofSeconds(15),
            log::info);
    int window = config.architecture().window();
    NextItemRanking validation = new NextItemRanking(data.whole(), 2, window);
    NextItemRanking test = new NextItemRanking(data.whole(), 1, window);
    try (TrainingEngine engine = TrainingEngine.open(options.getThreads(), options.getSeed())) {
      PinnerFormerTrainer trainer =
          new PinnerFormerTrainer(engine, config, data.pins(), options.getSeed());
      if (options.getCheckpoints() != null) {
        trainer.keepCheckpoints(
            new CheckpointFile(
                Path.of(options.getCheckpoints()),
                "%s %d %s".formatted(path, options.getSeed(), ModelCard.configOf(config))));
      }
      Map<String, Double> metrics =
          trainer.train(
              UserStream.of(data.training(), options.getSeed()),
              validation,
              Long.MAX_VALUE,
              progress);
      NextItemRanking.Quality validated =
          validation.quality(engine, trainer.network(), trainer.inputs());
      NextItemRanking.Quality tested = test.quality(engine, trainer.network(), trainer.inputs());
      NextItemRanking.Quality popular = test.popularity(popularity(data));
      metrics.put("validation_hit_rate_at_10", validated.hitRate());
      metrics.put("validation_ndcg_at_10", validated.ndcg());
      metrics.put("hit_rate_at_10", tested.hitRate());
      metrics.put("ndcg_at_10", tested.ndcg());
      metrics.put("mean_reciprocal_rank", tested.meanReciprocalRank());
      List<Row> rows = new ArrayList<>();
      rows.add(new Row("**Tidemark**, " + options.getConfig(), tested.hitRate(), tested.ndcg()));
      rows.addAll(PUBLISHED);
      rows.add(new Row("popularity (this run)", popular.hitRate(), popular.ndcg()));
      String table = table(data, options, metrics, rows);
      System.out.print(table);
      if (options.getReport() != null) {
        write(Path.of(options.getReport()), table, json(data, options, config, metrics, rows));
      }
    }
  }

  private static float[] popularity(LeaveOneOut data) {
    float[] counts = new float[data.pins().size()];
    for (UserHistory user : data.training()) {
      for (int row = 0; row < user.size(); row++) {
        counts[user.pin(row)]++;
      }
    }
    return counts;
  }

  private static String table(
      LeaveOneOut data, ParityOptions options, Map<String, Double> metrics, List<Row> rows) {
    StringBuilder table = new StringBuilder();
    table.append("| model | HR@10 | NDCG@10 |\n|---|---|---|\n");
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT, "| %s | %.4f | %.4f |%n", row.model(), row.hitRate(), row.ndcg()));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "%nLeave one out: %,d users, %,d items, %,d events of %s; all items ranked, those the user had filtered, ties against.%n"
                + "Configuration %s, seed %d, %.0f steps (the best of validation: %.0f), %.0f s, %.0f sequences/s.%n",
            data.whole().size(),
            data.pins().size(),
            data.events(),
            data.pins().version(),
            options.getConfig(),
            options.getSeed(),
            metrics.get("steps"),
            metrics.get("best_step"),
            metrics.get("seconds"),
            metrics.get("sequences_per_second")));
    return table.toString();
  }

  private static String json(
      LeaveOneOut data,
      ParityOptions options,
      PinnerFormerConfig config,
      Map<String, Double> metrics,
      List<Row> rows)
      throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("data", data.pins().version());
    report.put("users", data.whole().size());
    report.put("items", data.pins().size());
    report.put("events", data.events());
    report.put("seed", options.getSeed());
    report.put("metrics", metrics);
    report.put("rows", rows);
    report.put("config", ModelCard.configOf(config));
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report)
        + "\n";
  }

  private static void write(Path folder, String table, String json) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("parity.md"), table);
    Files.writeString(folder.resolve("parity.json"), json);
  }
}
