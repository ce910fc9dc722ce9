package io.tidemark.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.Ranking;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FreshnessStoryTest {
  private static final Event ACTION = new Event("e", "ada", "p9", "like", "home", 1_000L, null);

  @Test
  void countsThePlacesThatHoldAnotherPin() throws Exception {
    FreshnessStory story = story(ranking("a", "b", "c"), ranking("b", "a", "c"));

    assertThat(story.moved()).isEqualTo(2);
  }

  @Test
  void showsTheBatchInDaysAndTheLiveSideInMilliseconds() throws Exception {
    assertThat(String.join("\n", story(ranking("a", "b"), ranking("b", "a")).lines()))
        .contains("1.5 days old (fresh)")
        .contains("the newest 12 ms old")
        .contains("2 of the top 10 moved")
        .contains("In the ranking 34 ms after it was sent");
  }

  @Test
  void anAnswerThatLeftSomethingOutIsNotWhole() throws Exception {
    assertThat(answer("ranker", "pins_unknown").isWhole()).isTrue();
    assertThat(answer("ranker", "pins_unavailable").isWhole()).isFalse();
    assertThat(answer("popularity", "ranker_missing").isWhole()).isFalse();
  }

  private static Ranking answer(String rankedBy, String degraded) throws JsonProcessingException {
    return new Ranking(
        JsonMapper.builder()
            .build()
            .readTree(
                """
                {"ranked_by": "%s", "degraded": ["%s"]}
                """
                    .formatted(rankedBy, degraded)));
  }

  private static FreshnessStory story(Ranking before, Ranking after) {
    Instant acted = Instant.parse("2026-01-02T12:00:00Z");
    return new FreshnessStory(
        ACTION, before, after, acted, Duration.ofMillis(34), acted.plusMillis(12));
  }

  private static Ranking ranking(String... pins) throws JsonProcessingException {
    String listed =
        Arrays.stream(pins).map("{\"pin_id\": \"%s\"}"::formatted).collect(Collectors.joining(","));
    return new Ranking(
        JsonMapper.builder()
            .build()
            .readTree(
                """
                {"pins": [%s],
                 "freshness": {
                   "batch": {"as_of": "2026-01-01T00:00:00Z", "age_seconds": 129600, "status": "fresh"},
                   "live": {"last_action_at": "2026-01-02T12:00:00Z", "age_seconds": 0,
                            "pipeline_lag_ms": 5, "actions": 3, "status": "fresh"},
                   "gap": {"actions": 3, "seconds": 129600}}}
                """
                    .formatted(listed)));
  }
}
