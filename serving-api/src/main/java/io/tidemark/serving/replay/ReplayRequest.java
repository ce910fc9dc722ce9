package io.tidemark.serving.replay;

import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Makes a logged ranking again: {@code ReplayRequest RANKING_FILE HBASE_ADDRESS}, the file as
 * {@link ServedRankingJson} has it. Exit status 0 if every score is as it was logged, 1 if not, 2
 * if something is no longer there.
 */
public final class ReplayRequest {
  private static final int DIFFERS = 1;
  private static final int GONE = 2;

  private ReplayRequest() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: ReplayRequest RANKING_FILE HBASE_ADDRESS");
      System.exit(GONE);
    }
    ServedRanking ranking = ServedRankingJson.decode(Files.readAllBytes(Path.of(args[0])));
    describe(ranking);
    ReplayOutcome outcome;
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(args[1]))) {
      outcome =
          new Replay(new HBaseReplayStore(connection), ModelsConfiguration.DEFAULT).of(ranking);
    } catch (StoreException e) {
      System.err.println(e.getMessage());
      System.exit(GONE);
      return;
    }
    outcome.gone().forEach(reason -> System.out.println("no longer there: " + reason));
    if (outcome.gone().isEmpty()) {
      System.out.printf(
          "%d pins scored again: largest difference %.2g, %s%n",
          outcome.scored(),
          outcome.largestDifference(),
          outcome.isEqual()
              ? "equal"
              : "NOT equal (tolerance %s)".formatted(ReplayOutcome.TOLERANCE));
    }
    System.exit(!outcome.gone().isEmpty() ? GONE : outcome.isEqual() ? 0 : DIFFERS);
  }

  private static void describe(ServedRanking ranking) {
    ServedRequest request = ranking.request();
    System.out.printf(
        "request %s of %s, %s, %d pins logged, ranked by %s %s%n",
        request.requestId(),
        request.userId(),
        Instant.ofEpochMilli(request.shownAt()),
        ranking.pins().size(),
        request.rankedBy(),
        request.rankerRelease().orElse(""));
    System.out.printf(
        "batch %s, live %s (%s actions), arms %s, degraded %s%n",
        request.inputs().batchStatus().orElse("unknown"),
        request.inputs().liveStatus().orElse("unknown"),
        request.inputs().liveActions().isPresent()
            ? request.inputs().liveActions().getAsInt()
            : "unknown",
        request.arms(),
        request.degraded());
  }
}
