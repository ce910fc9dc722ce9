package io.tidemark.pipelines.pinnersage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is counted of a run's profiles.
 *
 * @param rows profiles, one a user
 * @param empty those without an interest
 * @param interests of all users together
 * @param notUnit interests whose vector is not of norm 1, to 1e-3
 * @param sample a few users whose profiles are read back
 */
record ProfileChecks(long rows, long empty, long interests, long notUnit, List<String> sample)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double NORM_TOLERANCE = 1e-3;
  private static final int SAMPLE = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  ProfileChecks {
    sample = List.copyOf(sample);
  }

  static ProfileChecks none() {
    return new ProfileChecks(0, 0, 0, 0, List.of());
  }

  static ProfileChecks of(InterestProfile profile) {
    List<Interest> interests = profile.interests();
    return new ProfileChecks(
        1,
        interests.isEmpty() ? 1 : 0,
        interests.size(),
        interests.stream().filter(interest -> !isUnit(interest.vector())).count(),
        List.of(profile.userId()));
  }

  private static boolean isUnit(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return Math.abs(Math.sqrt(square) - 1) <= NORM_TOLERANCE;
  }

  ProfileChecks plus(ProfileChecks other) {
    List<String> users = sample;
    if (users.size() < SAMPLE && !other.sample.isEmpty()) {
      users = new ArrayList<>(sample);
      other.sample.stream().limit(SAMPLE - users.size()).forEach(users::add);
    }
    return new ProfileChecks(
        rows + other.rows,
        empty + other.empty,
        interests + other.interests,
        notUnit + other.notUnit,
        users);
  }

  static ProfileChecks sum(Iterable<ProfileChecks> parts) {
    ProfileChecks all = none();
    for (ProfileChecks part : parts) {
      all = all.plus(part);
    }
    return all;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("checks cannot be written", impossible);
    }
  }

  static ProfileChecks fromJson(String json) {
    try {
      return JSON.readValue(json, ProfileChecks.class);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("not the checks that were written: " + json, unreadable);
    }
  }
}
