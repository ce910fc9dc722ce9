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
  private static final double MISCALIBRATION = 2;

  private final Releases releases;

  PublishRanker(Releases releases) {
    this.releases = releases;
  }

  /**
   * Adds the release and, if asked for, publishes it. What is only to be an arm of an experiment
   * may be worse than what is served: whether it is, is the question.
   *
   * @param folder the URI of the model's folder
   * @throws JobFailedException if a check fails; nothing is published then
   */
  Release publish(ModelCard card, String folder, Instant asOf, boolean publish) {
    Map<String, String> checks = check(card, publish);
    Release release = release(card, folder, asOf, checks);
    releases.add(release);
    if (publish) {
      releases.publish(
          Release.RANKER, release.id(), "TrainRanker as of " + asOf + ", checks passed");
    }
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

  /**
   * What was checked, and the outcome.
   *
   * @param asGood whether it must not be clearly worse than the published one
   */
  static Map<String, String> check(ModelCard card, boolean asGood) {
    if (!(card.parityMaxAbsDiff() <= Parity.TOLERANCE)) {
      throw refused(card, "the export differs by " + card.parityMaxAbsDiff());
    }
    Map<String, String> checks = new TreeMap<>();
    checks.put("parity_max_abs_diff", "%.1e".formatted(card.parityMaxAbsDiff()));
    double requests = card.metrics().get("held_out_requests");
    checks.put("held_out_requests", "%.0f".formatted(requests));
    for (ModelCard.Head head : card.heads()) {
      check(card, head.name(), checks, asGood);
    }
    return checks;
  }

  /**
   * A head with enough held-out requests must be better than chance, calibrated to a factor of two
   * or as well as the published one, and not clearly worse than that.
   */
  private static void check(
      ModelCard card, String head, Map<String, String> checks, boolean asGood) {
    Map<String, Double> metrics = card.metrics();
    Double auc = metrics.get("both_" + head + "_auc");
    if (auc == null) {
      checks.put(head + "_auc", "unknown: no held-out request has such an action");
      return;
    }
    double hit = metrics.get("both_" + head + "_hit_at_3");
    double calibration = metrics.get("both_" + head + "_calibration");
    checks.put(head + "_auc", text("%.4f", auc));
    checks.put(head + "_hit_at_3", text("%.4f", hit));
    checks.put(head + "_calibration", text("%.2f", calibration));
    if (metrics.get("both_" + head + "_requests") < MINIMUM_REQUESTS) {
      return;
    }
    if (!(auc > CHANCE)) {
      throw refused(
          card, "the AUC of %s on held-out requests is %s, no better than chance", head, auc);
    }
    double allowed =
        Math.max(
            MISCALIBRATION,
            factor(metrics.getOrDefault("published_" + head + "_calibration", 1.0)));
    if (!(factor(calibration) <= allowed)) {
      throw refused(
          card,
          "its probabilities of %s are %.2f times what was observed, at most a factor of %.2f is allowed",
          head,
          calibration,
          allowed);
    }
    if (asGood) {
      refuseLoss(card, head, "hit_at_3", "HIT@3");
      refuseLoss(card, head, "auc", "AUC");
    }
  }

  /** Refuses what is worse than the published one, its 95% interval leaving 0 out. */
  private static void refuseLoss(ModelCard card, String head, String metric, String name) {
    Double high = card.metrics().get("gain_" + head + "_" + metric + "_high");
    if (high != null && high < 0) {
      throw refused(
          card,
          "%s of %s is %.4f on the same requests where %s, which is served, has %.4f; the 95%% interval of the difference ends below 0",
          name,
          head,
          card.metrics().get("both_" + head + "_" + metric),
          card.training().get("compared_with"),
          card.metrics().get("published_" + head + "_" + metric));
    }
  }

  /** How far off, whichever way. */
  private static double factor(double calibration) {
    return Math.max(calibration, 1 / calibration);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static JobFailedException refused(ModelCard card, String reason, Object... values) {
    return new JobFailedException(
        "%s is not published: %s. The ranker before it stays."
            .formatted(card.version(), text(reason, values)));
  }
}
