package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.evaluation.Question;
import io.tidemark.pipelines.evaluation.Target;
import io.tidemark.pipelines.evaluation.TimeSplit;
import io.tidemark.pipelines.importing.DatasetLog;
import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.report.Cell;
import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.report.Table;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is a user best retrieved by? PinnerSage's comparison (2007.03634, section 5.1) on a log:
 * every row retrieves as many pins for each user by what is known at t0, and the pins that the user
 * then wanted are looked for among them; PinnerFormer and popularity stand beside.
 */
final class InterestStudy {
  private static final Logger log = LoggerFactory.getLogger(InterestStudy.class);

  private static final String PINNERFORMER = "PinnerFormer";
  private static final String POPULARITY = "popularity (7 d)";

  /** As in the paper, as far as an index has so many times as many. */
  private static final int RETRIEVED = 400;

  private static final int SHARE_OF_INDEX = 20;

  /** Vectors of a user that pins are retrieved by, the most important. */
  private static final int VECTORS = 3;

  /** As in the paper: pins at least so near are like each other. */
  private static final double LIKE = 0.8;

  /** As the paper has them: relevance and recall over the last pin, in percent. */
  private static final Map<String, String> PAPER =
      Map.of(
          UserModels.DECAY_AVERAGE, "+28 / +14",
          UserModels.K_MEANS, "+91 / +68",
          UserModels.COMPLETE, "+88 / +65",
          UserModels.CENTROID, "+105 / +81",
          UserModels.MEDOID, "+110 / +88");

  private final List<Timeline> timelines;
  private final StudySettings settings;
  private final Map<String, RetrievalOutcome> rows = new LinkedHashMap<>();
  private final List<WindowFacts> windows = new ArrayList<>();
  private final List<Integer> retrieved = new ArrayList<>();

  InterestStudy(List<Timeline> timelines, StudySettings settings) {
    this.timelines = requireNonNull(timelines, "timelines is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** Measures every row on every split. */
  void run() {
    for (TimeSplit split : settings.splits()) {
      StudyWindow window = StudyWindow.of(split, timelines, settings);
      int count = Math.max(1, Math.min(RETRIEVED, window.pins().size() / SHARE_OF_INDEX));
      log.info(
          "Split at {}: {} targets, {} pins, {} retrieved for each user",
          split.t0(),
          window.targets().size(),
          window.pins().size(),
          count);
      windows.add(window.facts());
      retrieved.add(count);
      for (UserModel model :
          new UserModels(window.pins(), settings.positiveActions(), settings.seed()).all()) {
        log.info("Measuring {}", model.name());
        measure(model, window, count);
      }
      pinnerFormer(window, count);
      popularity(window, count);
    }
  }

  private void measure(UserModel model, StudyWindow window, int count) {
    Map<String, Set<Integer>> byUser = new HashMap<>();
    for (Target target : window.targets()) {
      Set<Integer> pins =
          byUser.computeIfAbsent(
              target.timeline().userId(),
              any -> {
                float[][] vectors = model.vectors().apply(known(target, window));
                return RetrievedPins.nearest(
                    Arrays.copyOf(vectors, Math.min(VECTORS, vectors.length)),
                    model.space(),
                    count);
              });
      add(model.name(), target, pins, window.pins());
    }
  }

  private void pinnerFormer(StudyWindow window, int count) {
    log.info("Training {}", PINNERFORMER);
    try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed())) {
      LocalPinnerFormer model =
          LocalPinnerFormer.train(
              engine, settings.config(), window.trainingData(settings), settings.seed(), log::info);
      measure(
          new UserModel(
              PINNERFORMER,
              known -> model.embedUsers(List.of(new Timeline(known.get(0).userId(), known))),
              model.embedPins()),
          window,
          count);
    }
  }

  /** The same pins for everyone: those with most positives in the week before t0. */
  private void popularity(StudyWindow window, int count) {
    long before = window.split().learnBefore();
    long from = before - Duration.ofDays(7).toMillis();
    int[] positives = new int[window.pins().size()];
    for (Timeline timeline : timelines) {
      for (Action action : timeline.actions()) {
        int pin = window.pins().indexOf(action.pinId());
        if (pin != PinVectors.UNKNOWN
            && action.occurredAt() >= from
            && action.occurredAt() < before
            && settings.positiveActions().includes(action)) {
          positives[pin]++;
        }
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int pin = 0; pin < positives.length; pin++) {
      order.add(pin);
    }
    order.sort((one, other) -> Integer.compare(positives[other], positives[one]));
    Set<Integer> popular = new LinkedHashSet<>(order.subList(0, count));
    window.targets().forEach(target -> add(POPULARITY, target, popular, window.pins()));
  }

  private static List<Action> known(Target target, StudyWindow window) {
    return new Question(target.timeline(), window.split().learnBefore()).known();
  }

  private void add(String row, Target target, Set<Integer> pins, PinVectors index) {
    float[] wanted = index.vector(target.pin());
    boolean recalled = pins.contains(target.pin());
    boolean relevant =
        recalled
            || pins.stream().anyMatch(pin -> UserModels.dot(index.vector(pin), wanted) >= LIKE);
    rows.computeIfAbsent(row, any -> new RetrievalOutcome())
        .add(target.timeline().userId(), relevant, recalled);
  }

  /** The report. */
  Report report(DatasetLog data) {
    RetrievalOutcome base = rows.get(UserModels.LAST_PIN);
    List<List<Cell>> cells = new ArrayList<>();
    rows.forEach((name, row) -> cells.add(row(name, row, base)));
    return new Report(
        "What is a user best retrieved by? " + data.name(),
        about(data, base),
        findings(),
        List.of(
            new Table(
                "Retrieval",
                "Relevance: the share of the pins that a user wanted afterwards to which a retrieved pin has a cosine of %.1f at least; recall: the share that is itself retrieved. Every row retrieves as many pins, by the %d most important vectors of a user. 95%% intervals over users, in pairs for lifts."
                    .formatted(LIKE, VECTORS),
                List.of(
                    "row",
                    "relevance",
                    "recall",
                    "relevance over last pin",
                    "recall over last pin",
                    "in the paper, %"),
                cells)),
        List.of());
  }

  private List<Cell> row(String name, RetrievalOutcome row, RetrievalOutcome base) {
    var relevance = row.relevance(settings.bootstrap());
    var recall = row.recall(settings.bootstrap());
    boolean isBase = row == base;
    return List.of(
        Cell.text(name),
        Cell.interval("%.4f", row.relevance(), relevance.low(), relevance.high()),
        Cell.interval("%.4f", row.recall(), recall.low(), recall.high()),
        isBase ? Cell.text("base") : Recalls.cell(row.relevanceLift(base, settings.bootstrap())),
        isBase ? Cell.text("base") : Recalls.cell(row.recallLift(base, settings.bootstrap())),
        Cell.text(PAPER.getOrDefault(name, "")));
  }

  private List<String> findings() {
    return List.of(
        against(UserModels.LAST_PIN, UserModels.MEDOID),
        against(UserModels.DECAY_AVERAGE, UserModels.MEDOID),
        against(UserModels.K_MEANS, UserModels.MEDOID),
        against(UserModels.COMPLETE, UserModels.MEDOID),
        against(UserModels.CENTROID, UserModels.MEDOID),
        against(UserModels.MEDOID_KEEPS, UserModels.MEDOID),
        against(UserModels.MEDOID_FORGETS, UserModels.MEDOID),
        against(UserModels.MEDOID, PINNERFORMER),
        against(POPULARITY, UserModels.MEDOID));
  }

  private String against(String base, String row) {
    Recalls.Change relevance = rows.get(row).relevanceLift(rows.get(base), settings.bootstrap());
    Recalls.Change recall = rows.get(row).recallLift(rows.get(base), settings.bootstrap());
    return "From \"%s\" to \"%s\" relevance changes by %s%s, recall by %s%s."
        .formatted(
            base,
            row,
            relevance.describe(),
            relevance.isClear() ? "" : " (not clear)",
            recall.describe(),
            recall.isClear() ? "" : " (not clear)");
  }

  private Map<String, Object> about(DatasetLog data, RetrievalOutcome base) {
    LogFacts facts = LogFacts.of(data.timelines(), settings.positiveActions());
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("data set", data.name());
    about.put("sha256 of its text", data.contentSha256());
    about.put(
        "log",
        "%,d actions, %,d users, %,d pins, %s to %s"
            .formatted(facts.actions(), facts.users(), facts.pins(), facts.first(), facts.last()));
    about.put(
        "positive actions",
        "%s: %s".formatted(settings.positiveActions(), facts.describePositives()));
    about.put(
        "splits (t0, end of the targets]: pins in the index, retrieved",
        IntStream.range(0, windows.size())
            .mapToObj(
                i ->
                    "(%s, %s]: %,d, %,d"
                        .formatted(
                            windows.get(i).split().t0(),
                            windows.get(i).split().end(),
                            windows.get(i).index(),
                            retrieved.get(i)))
            .collect(Collectors.joining("; ")));
    about.put(
        "evaluated users",
        "%.0f%% of all, by a hash of their ids; pins' vectors and PinnerFormer are learned from the others"
            .formatted(100 * settings.users().share()));
    about.put(
        "targets",
        settings.newPinsOnly()
            ? "positives on pins that the user had not acted on before"
            : "all positives on pins with a vector");
    about.put("pairs", base.pairs());
    about.put("users with a pair", (long) base.users());
    about.put("PinnerSage", PinnerSageConfig.standard().toString());
    about.put("complete linkage", "cut at the same alpha, of squared distances");
    about.put("seed", settings.seed());
    about.put("bootstrap resamples", settings.bootstrap().resamples());
    about.put("pin vector dimension", settings.pinDimension());
    about.put("PinnerFormer", ModelCard.configOf(settings.config()));
    about.put("git revision", ModelCard.revision());
    return about;
  }
}
