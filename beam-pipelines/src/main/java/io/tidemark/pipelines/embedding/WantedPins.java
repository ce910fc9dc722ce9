package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The pins that a user wanted on a day.
 *
 * @param pins each once, in order of their ids
 */
record WantedPins(String userId, List<String> pins) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  WantedPins {
    requireNonNull(userId, "userId is null");
    pins = List.copyOf(pins);
  }

  /** The first of many are always the same users. */
  static final class FirstOnes implements Comparator<WantedPins>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(WantedPins one, WantedPins other) {
      int order = Long.compare(UserSample.place(one.userId()), UserSample.place(other.userId()));
      return order != 0 ? order : one.userId().compareTo(other.userId());
    }
  }

  static String toJson(List<WantedPins> users) {
    try {
      return JSON.writeValueAsString(users);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("wanted pins cannot be written", impossible);
    }
  }

  static List<WantedPins> fromJson(String json) {
    try {
      return List.of(JSON.readValue(json, WantedPins[].class));
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the wanted pins that were written", unreadable);
    }
  }
}
