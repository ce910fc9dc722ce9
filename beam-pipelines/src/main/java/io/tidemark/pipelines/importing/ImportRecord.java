package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What one import did; kept beside the tables, so that the next one knows. Instants are ms since
 * the epoch, UTC, as stored (after the shift).
 *
 * @param name of the import and of its files
 * @param dataset the descriptor's name
 * @param input what {@code --input} named
 * @param contentSha256 of the input's text
 * @param descriptorSha256 of the descriptor's meaning
 * @param shiftDays added to every instant
 * @param from the first instant imported, inclusive; null if all
 * @param until the end of what was imported, exclusive; null if all
 * @param rows read
 * @param rejects of them that are no action
 * @param actions imported, by type
 * @param users distinct
 * @param pins distinct
 * @param first the oldest action's instant; null if there is none
 * @param last the newest action's instant; null if there is none
 * @param files of actions and their rows
 * @param rejectsFiles where the rejects are
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ImportRecord(
    @JsonProperty("name") String name,
    @JsonProperty("dataset") String dataset,
    @JsonProperty("input") String input,
    @JsonProperty("content_sha256") String contentSha256,
    @JsonProperty("descriptor_sha256") String descriptorSha256,
    @JsonProperty("shift_days") int shiftDays,
    @JsonProperty("from") Long from,
    @JsonProperty("until") Long until,
    @JsonProperty("rows") long rows,
    @JsonProperty("rejects") long rejects,
    @JsonProperty("actions") Map<String, Long> actions,
    @JsonProperty("users") long users,
    @JsonProperty("pins") long pins,
    @JsonProperty("first") Long first,
    @JsonProperty("last") Long last,
    @JsonProperty("files") Map<String, Long> files,
    @JsonProperty("rejects_files") List<String> rejectsFiles) {

  /** Actions imported, of all types. */
  long actionsInAll() {
    return actions.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether this import was of the same text. */
  boolean isOfContent(ImportPlan plan) {
    return dataset.equals(plan.descriptor().name()) && contentSha256.equals(plan.contentSha256());
  }

  /** Whether this import made the same actions of the same rows. */
  boolean isAlike(ImportPlan plan) {
    return isOfContent(plan)
        && descriptorSha256.equals(plan.descriptorSha256())
        && shiftDays == plan.shiftDays();
  }

  /** Whether the plan's range lies within this import's. */
  boolean covers(ImportPlan plan) {
    return start(from) <= start(plan.from()) && end(until) >= end(plan.until());
  }

  /** Whether this import's range lies within the plan's. */
  boolean isCoveredBy(ImportPlan plan) {
    return start(plan.from()) <= start(from) && end(plan.until()) >= end(until);
  }

  /** Whether the ranges share an instant. */
  boolean overlaps(ImportPlan plan) {
    return start(from) < end(plan.until()) && start(plan.from()) < end(until);
  }

  private static long start(Long instant) {
    return instant == null ? Long.MIN_VALUE : instant;
  }

  private static long end(Long instant) {
    return instant == null ? Long.MAX_VALUE : instant;
  }
}
