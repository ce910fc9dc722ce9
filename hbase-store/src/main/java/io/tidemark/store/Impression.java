package io.tidemark.store;

import static java.util.Objects.requireNonNull;

/**
 * One pin that one request was answered with: what ranker training and experiments read.
 *
 * @param request the request, shared by all of its impressions
 * @param pin the pin
 * @param position its place in the answer, 0 is the first
 */
public record Impression(ServedRequest request, ServedPin pin, int position) {
  public Impression {
    requireNonNull(request, "request is null");
    requireNonNull(pin, "pin is null");
    if (position < 0) {
      throw new IllegalArgumentException("position is negative: " + position);
    }
  }
}
