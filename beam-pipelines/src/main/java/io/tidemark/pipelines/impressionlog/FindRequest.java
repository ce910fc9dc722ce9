package io.tidemark.pipelines.impressionlog;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Impression;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;

/**
 * One request of the log of impressions, as it was served.
 *
 * <pre>{@code
 * FindRequest --request=4f1c... --day=2026-11-21 --output=/tmp/ranking.json \
 *     --warehouse=file:///data/warehouse
 * }</pre>
 */
public final class FindRequest {
  private static final String RANKING = "ranking";

  private FindRequest() {}

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            FindRequestOptions.class,
            options ->
                Files.write(
                    Path.of(options.getOutput()), ServedRankingJson.encode(find(options)))));
  }

  /** Finds it. */
  static ServedRanking find(FindRequestOptions options) throws IOException {
    String request = options.getRequest();
    Warehouse warehouse = Warehouse.of(options);
    ReadImpressions read = ReadImpressions.of(warehouse);
    if (options.getDay() != null) {
      LocalDate day = day(options.getDay());
      read = read.from(day).before(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    try (ScratchFolder scratch = ScratchFolder.in(warehouse)) {
      Pipeline pipeline = Pipeline.create(options);
      pipeline
          .apply("ReadImpressions", read)
          .apply("OfTheRequest", Filter.by(shown -> shown.request().requestId().equals(request)))
          .apply("Together", WithKeys.of(""))
          .setCoder(KvCoder.of(StringUtf8Coder.of(), ImpressionCoder.of()))
          .apply("Gather", GroupByKey.create())
          .apply("Ranking", ParDo.of(new RankingFn()))
          .apply("WriteRanking", ParDo.of(new ScratchFolder.WriteText(scratch.path(RANKING))));
      pipeline.run().waitUntilFinish();
      String json =
          scratch
              .read(RANKING)
              .orElseThrow(
                  () ->
                      new JobFailedException(
                          "request %s is not in Hive's impressions%s: they get there within two minutes of the answer, if the API records them (impressions.enabled)"
                              .formatted(
                                  request,
                                  options.getDay() == null ? "" : " of " + options.getDay())));
      return ServedRankingJson.decode(json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static LocalDate day(String day) {
    try {
      return LocalDate.parse(day);
    } catch (DateTimeException e) {
      throw new JobFailedException("--day is \"" + day + "\": give a day such as 2026-11-21", e);
    }
  }

  private static final class RankingFn extends DoFn<KV<String, Iterable<Impression>>, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void ranking(
        @Element KV<String, Iterable<Impression>> shown, OutputReceiver<String> output) {
      List<Impression> impressions = new ArrayList<>();
      shown.getValue().forEach(impressions::add);
      impressions.sort(Comparator.comparingInt(Impression::position));
      ServedRanking ranking =
          new ServedRanking(
              impressions.get(0).request(), impressions.stream().map(Impression::pin).toList());
      output.output(new String(ServedRankingJson.encode(ranking), StandardCharsets.UTF_8));
    }
  }
}
