package io.tidemark.experiments.file;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column from 1, in characters (code points)
 */
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  static Place of(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  static Place of(Node node) {
    return node.getStartMark().map(Place::of).orElse(START);
  }

  /** The place of the character at an offset in code points; the end if it lies behind it. */
  static Place ofOffset(String text, int codePoints) {
    int line = 1;
    int column = 1;
    int[] characters = text.codePoints().limit(Math.max(0, codePoints)).toArray();
    for (int character : characters) {
      if (character == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Place(line, column);
  }
}
