package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * How good was what was served on a day? Takes the vectors of the release that the day began with,
 * and tells how often a pin that a user then wanted was among the ten best of the pins. Reads only:
 * the same day looked at again gives the same answer.
 *
 * <pre>{@code
 * EvaluateDay --asOf=2022-04-22T00:00:00Z --warehouse=file:///data/warehouse \
 *     --hbase=localhost:16000 --evaluations=var/evaluations
 * }</pre>
 */
public final class EvaluateDay {
  private static final String WANTED = "wanted";
  private static final String USERS = "users";

  private final EvaluateDayOptions options;
  private final Instant end;
  private final Instant start;

  private EvaluateDay(EvaluateDayOptions options) {
    this.options = options;
    this.end = DailyRun.dayEnd(options.getAsOf());
    this.start = end.minus(1, ChronoUnit.DAYS);
    if (options.getMostUsers() < 1) {
      throw new JobFailedException(
          "--mostUsers is %d: at least 1".formatted(options.getMostUsers()));
    }
  }

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            EvaluateDayOptions.class,
            options -> {
              Optional<DayEvaluation> evaluation = evaluate(options);
              if (evaluation.isPresent() && options.getEvaluations() != null) {
                evaluation.get().write(Path.of(options.getEvaluations()));
              }
              System.out.println(
                  evaluation
                      .map(DayEvaluation::text)
                      .orElse("nothing to evaluate: no release was there when the day began"));
            }));
  }

  /** Empty if the day began without a release. */
  static Optional<DayEvaluation> evaluate(EvaluateDayOptions options) throws IOException {
    return new EvaluateDay(options).run();
  }

  private Optional<DayEvaluation> run() throws IOException {
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Optional<Release> release = releaseOfTheMorning(new Releases(connection));
      if (release.isEmpty()) {
        return Optional.empty();
      }
      try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
        collect(scratch);
        List<WantedPins> users = scratch.read(WANTED).map(WantedPins::fromJson).orElse(List.of());
        long all = Long.parseLong(scratch.read(USERS).orElse("0"));
        List<String> ids = users.stream().map(WantedPins::userId).toList();
        Map<String, UserEmbedding> served =
            new UserEmbeddings(connection).read(ids, release.get().version(), release.get().asOf());
        return Optional.of(compare(release.get(), all, users, served));
      }
    }
  }

  /** Of what was ever published and can still be read, the newest as of the day's beginning. */
  private Optional<Release> releaseOfTheMorning(Releases releases) {
    Set<String> published =
        releases.history(Release.PINNERFORMER).stream()
            .map(PublishEvent::releaseId)
            .collect(Collectors.toSet());
    return releases.all(Release.PINNERFORMER).stream()
        .filter(release -> published.contains(release.id()))
        .filter(release -> release.failure().isEmpty() && release.artifact().isPresent())
        .filter(release -> !release.asOf().isAfter(start))
        .max(Comparator.comparing(Release::asOf).thenComparing(Release::createdAt));
  }

  private void collect(ScratchFolder scratch) {
    PositiveActions positives = PositiveActions.parse(options.getPositiveActions());
    Pipeline pipeline = Pipeline.create(options);
    PCollection<WantedPins> users =
        pipeline
            .apply(
                "ReadActions",
                ReadActions.of(options)
                    .from(LocalDate.ofInstant(start, ZoneOffset.UTC))
                    .before(end))
            .apply("Wanted", Filter.by(positives::includes))
            .apply(
                "ByUser",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()))
                    .via(action -> KV.of(action.userId(), action.pinId())))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .apply("EachUser", GroupByKey.create())
            .apply(
                "WantedPins",
                MapElements.into(TypeDescriptor.of(WantedPins.class))
                    .via(user -> new WantedPins(user.getKey(), sorted(user.getValue()))))
            .setCoder(SerializableCoder.of(WantedPins.class));
    users
        .apply("CountUsers", Count.globally())
        .apply(
            "CountToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("ReportCount", ParDo.of(new ScratchFolder.WriteText(scratch.path(USERS))));
    users
        .apply("TheSameUsers", Top.of(options.getMostUsers(), new WantedPins.FirstOnes()))
        .apply("ToText", MapElements.into(TypeDescriptors.strings()).via(WantedPins::toJson))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path(WANTED))));
    pipeline.run().waitUntilFinish();
  }

  private static List<String> sorted(Iterable<String> pins) {
    Set<String> sorted = new TreeSet<>();
    pins.forEach(sorted::add);
    return List.copyOf(sorted);
  }

  private DayEvaluation compare(
      Release release, long all, List<WantedPins> users, Map<String, UserEmbedding> served)
      throws IOException {
    try (LoadedModel loaded =
        LoadedModel.borrow(
            release.artifact().orElseThrow(),
            Warehouse.of(options),
            options.getOperatorThreads())) {
      Set<String> wanted = new HashSet<>();
      users.forEach(user -> wanted.addAll(user.pins()));
      List<String> pins = PinIndex.sample(loaded.pins().ids(), wanted);
      Map<String, Integer> places = new HashMap<>();
      for (int place = 0; place < pins.size(); place++) {
        places.put(pins.get(place), place);
      }
      PinIndex index = PinIndex.of(loaded, pins);
      long pairs = 0;
      long hits = 0;
      for (WantedPins user : users) {
        UserEmbedding vector = served.get(user.userId());
        for (String pin : user.pins()) {
          if (vector != null && places.containsKey(pin)) {
            pairs++;
            boolean hit =
                index.isAmongTheBest(
                    List.of(vector.vector()), places.get(pin), RecallComparison.AT);
            hits += hit ? 1 : 0;
          }
        }
      }
      return new DayEvaluation(
          LocalDate.ofInstant(start, ZoneOffset.UTC).toString(),
          release.id(),
          release.asOf().toString(),
          all,
          users.size(),
          served.size(),
          pairs,
          pins.size(),
          pairs == 0 ? null : (double) hits / pairs);
    }
  }
}
