package io.tidemark.experiments.file;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML text as a tree that knows its places, bounded in size and depth. */
final class Yaml {
  /** The longest text that is read at all, in characters. */
  static final int MAX_CHARACTERS = 1 << 20;

  private static final int MAX_DEPTH = 32;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel("experiments").setCodePointLimit(2 * MAX_CHARACTERS).build();

  private Yaml() {}

  /**
   * The tree of one document.
   *
   * @throws InvalidFieldException naming the place if it is no YAML, or more than is read
   */
  static Node tree(String text) throws InvalidFieldException {
    if (text.length() > MAX_CHARACTERS) {
      throw new InvalidFieldException(
          new FileProblem(
              1,
              1,
              "",
              "the file has %d characters".formatted(text.length()),
              "keep it below " + MAX_CHARACTERS));
    }
    try {
      checkEvents(text);
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      return root.orElseThrow(
          () ->
              new InvalidFieldException(
                  new FileProblem(
                      1, 1, "", "the file is empty", "write 'layers: []' for no experiments")));
    } catch (MarkedYamlEngineException malformed) {
      Place place = malformed.getProblemMark().map(Place::of).orElse(Place.START);
      throw invalid(place, malformed.getProblem());
    } catch (ReaderException unreadable) {
      throw invalid(
          Place.ofOffset(text, unreadable.getPosition()),
          "the character U+%04X is not allowed".formatted(unreadable.getCodePoint()));
    } catch (YamlEngineException malformed) {
      throw invalid(Place.ofOffset(text, text.length()), String.valueOf(malformed.getMessage()));
    }
  }

  /** What could make the tree endless or deep is found before the tree is built. */
  private static void checkEvents(String text) throws InvalidFieldException {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      Place place = event.getStartMark().map(Place::of).orElse(Place.START);
      switch (event.getEventId()) {
        case Alias -> throw invalid(place, "an alias is not allowed");
        case MappingStart, SequenceStart -> {
          if (++depth > MAX_DEPTH) {
            throw invalid(place, "this lies deeper than %d levels".formatted(MAX_DEPTH));
          }
        }
        case MappingEnd, SequenceEnd -> depth--;
        case Scalar, Comment, DocumentStart, DocumentEnd, StreamStart, StreamEnd -> {}
      }
    }
  }

  private static InvalidFieldException invalid(Place place, String message) {
    return new InvalidFieldException(
        new FileProblem(
            place.line(),
            place.column(),
            "",
            "this is no YAML that can be read: " + message,
            "correct it here or shortly before"));
  }
}
