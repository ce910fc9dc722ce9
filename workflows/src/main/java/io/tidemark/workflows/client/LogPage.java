package io.tidemark.workflows.client;

import java.util.List;
import java.util.Optional;

/**
 * A part of the log of a try.
 *
 * @param lines without the markers by which servers fold their own remarks
 * @param next token of the part that follows; empty at the end
 */
public record LogPage(List<String> lines, Optional<String> next) {
  public LogPage {
    lines = List.copyOf(lines);
  }
}
