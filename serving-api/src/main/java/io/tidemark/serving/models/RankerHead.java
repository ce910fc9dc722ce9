package io.tidemark.serving.models;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What one column of a ranker's probabilities says.
 *
 * @param name the action it is the probability of, such as {@code save}
 * @param weight what it counts in the utility unless something else is configured; negative for an
 *     action that is not wanted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RankerHead(String name, float weight) {}
