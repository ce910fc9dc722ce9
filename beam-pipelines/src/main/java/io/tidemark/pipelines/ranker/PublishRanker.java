package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.Parity;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a trained ranker the published one, if it passes its checks. */
final class PublishRanker {
  private static final double MINIMUM_REQUESTS = 100;
  private static final double CHANCE = 0.5;

  private final Releases releases;

  PublishRanker(Releases releases) {
    this.releases = releases;
  }

  /**
   * Adds and publishes the release.
   *
   * @param folder the URI of the model's folder
   * @throws JobFailedException if a check fails; nothing is published then
   */
  Release publish(ModelCard card, String folder, Instant asOf) {
    Map<String, String> checks = check(card);
    Release release = release(card, folder, asOf, checks);
    releases.add(release);
    releases.publish(Release.RANKER, release.id(), "TrainRanker as of " + asOf + ", checks passed");
    return release;
  }

  /**
   * The version names a release; the same model in another folder or of other checks is numbered.
   */
  private Release release(ModelCard card, String folder, Instant asOf, Map<String, String> checks) {
    for (int run = 1; ; run++) {
      String id = run == 1 ? card.version() : card.version() + "#" + run;
      Release release =
          new Release(
              Release.RANKER,
              id,
              card.version(),
              asOf,
              Optional.of(folder),
              Long.parseLong(card.training().get("requests")),
              card.requires(),
              checks,
              Instant.parse(card.createdAt()));
      Optional<Release> earlier = releases.get(Release.RANKER, id);
      boolean isSame =
          earlier.isEmpty()
              || (earlier.get().artifact().equals(release.artifact())
                  && earlier.get().checks().equals(checks));
      if (isSame) {
        return earlier.orElse(release);
      }
    }
  }

  /** What was checked, and the outcome. */
  static Map<String, String> check(ModelCard card) {
    if (!(card.parityMaxAbsDiff() <= Parity.TOLERANCE)) {
      throw refused(card, "the export differs by " + card.parityMaxAbsDiff());
    }
    Map<String, String> checks = new TreeMap<>();
    checks.put("parity_max_abs_diff", "%.1e".formatted(card.parityMaxAbsDiff()));
    double requests = card.metrics().get("held_out_requests");
    checks.put("held_out_requests", "%.0f".formatted(requests));
    for (ModelCard.Head head : card.heads()) {
      String name = "both_" + head.name();
      Double auc = card.metrics().get(name + "_auc");
      double measured = card.metrics().getOrDefault(name + "_requests", 0.0);
      if (auc == null) {
        checks.put(head.name() + "_auc", "unknown: no held-out request has such an action");
      } else if (measured >= MINIMUM_REQUESTS && auc <= CHANCE) {
        throw refused(
            card,
            "the AUC of %s on held-out requests is %s, no better than chance"
                .formatted(head.name(), auc));
      } else {
        checks.put(head.name() + "_auc", String.format(Locale.ROOT, "%.4f", auc));
      }
    }
    return checks;
  }

  private static JobFailedException refused(ModelCard card, String reason) {
    return new JobFailedException(
        "%s is not published: %s. The ranker before it stays.".formatted(card.version(), reason));
  }
}
