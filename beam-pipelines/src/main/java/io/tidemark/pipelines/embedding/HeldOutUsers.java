package io.tidemark.pipelines.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Held-out users as the text that one step leaves for the next. */
final class HeldOutUsers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HeldOutUsers() {}

  static String toJson(Iterable<HeldOutUser> users) {
    List<HeldOutUser> all = new ArrayList<>();
    users.forEach(all::add);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("held-out users cannot be written", impossible);
    }
  }

  static List<HeldOutUser> fromJson(String json) {
    try {
      return List.of(JSON.readValue(json, HeldOutUser[].class));
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the held-out users that were written", unreadable);
    }
  }
}
