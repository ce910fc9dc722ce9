package io.tidemark.serving.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.http.StrictJson;
import io.tidemark.serving.models.FeatureArrays;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreRequestTest {
  private static final int WIDTH = 2;
  private static final String JSON =
      """
      {"user_embedding": [1, -2.5], "live_pin_vectors": [[0.25, 3], null],
       "live_action_types": [1, 2], "live_surfaces": [1, 1],
       "live_occurred_at": [1767225600000, 1767225500000], "requested_at": 1767225700000,
       "surface": 1, "candidate_pin_vectors": [[4, 5], [6, 7]], "candidate_actions": [8, 9]}""";

  private final ObjectMapper json = StrictJson.configure(new ObjectMapper());
  private final ObjectMapper cbor = StrictJson.configure(new CBORMapper());

  @Test
  void theSameNumbersAreReadFromJsonAndFromCbor() throws Exception {
    byte[] sameInCbor = cbor.writeValueAsBytes(json.readTree(JSON));

    assertThat(cbor.readValue(sameInCbor, ScoreRequest.class))
        .usingRecursiveComparison()
        .isEqualTo(json.readValue(JSON, ScoreRequest.class));
  }

  @ParameterizedTest
  @CsvSource({"81, BIG_ENDIAN", "85, LITTLE_ENDIAN"})
  void aTypedArrayOfFloatsIsAVectorInItsByteOrder(int tag, String order) throws Exception {
    byte[] bytes =
        floats("BIG_ENDIAN".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

    ScoreRequest request = withUserEmbedding(tag, bytes);

    assertThat(request.userEmbedding()).containsExactly(1.5f, -2e-30f);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 8, bytes that do not say what they are",
    "86, 8, doubles",
    "85, 7, half a float at the end"
  })
  void bytesThatAreNoArrayOfFloatsAreRefusedByField(int tag, int length, String why) {
    assertThatThrownBy(() -> withUserEmbedding(tag, new byte[length]))
        .as(why)
        .isInstanceOfSatisfying(
            MismatchedInputException.class,
            refused ->
                assertThat(refused.getPath())
                    .extracting(place -> place.getFieldName())
                    .containsExactly("user_embedding"));
  }

  @Test
  void whatIsReadIsLaidOutAsTheRankerTakesIt() throws Exception {
    FeatureArrays features =
        (FeatureArrays) checks(json.readValue(JSON, ScoreRequest.class)).features();

    assertThat(features.userEmbedding()).containsExactly(1, -2.5f);
    assertThat(features.livePinVectors()).containsExactly(0.25f, 3, 0, 0);
    assertThat(features.liveMask()).containsExactly(1, 0);
    assertThat(features.liveActionTypes()).containsExactly(1, 2);
    assertThat(features.candidatePinVectors()).containsExactly(4, 5, 6, 7);
    assertThat(features.candidateActions()).containsExactly(8, 9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [6, 7]]           | [6]]                  | candidate_pin_vectors[1]
          [6, 7]]           | [6, 1e39]]            | candidate_pin_vectors[1]
          [6, 7]]           | null]                 | candidate_pin_vectors[1]
          [0.25, 3]         | [0.25, 3, 1]          | live_pin_vectors[0]
          [8, 9]            | [8, -1]               | candidate_actions[1]
          [8, 9]            | [8]                   | candidate_actions
          [1, 2]            | [1, 1000]             | live_action_types[1]
          [1, 1]            | [-1, 1]               | live_surfaces[0]
          1767225500000]    | -1]                   | live_occurred_at[1]
          1767225700000     | -1                    | requested_at
          "surface": 1      | "surface": 1000       | surface
          [1, -2.5]         | [1]                   | user_embedding
          """)
  void whatIsWrongIsNamedByFieldAndRow(String what, String with, String field) throws Exception {
    ScoreRequest request = json.readValue(JSON.replace(what, with), ScoreRequest.class);

    assertThatThrownBy(() -> checks(request).features())
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problems()).extracting(Problem::field).containsExactly(field));
  }

  private static ScoreChecks checks(ScoreRequest request) {
    return new ScoreChecks(request, WIDTH, WIDTH, false);
  }

  private static byte[] floats(ByteOrder order) {
    return ByteBuffer.allocate(2 * Float.BYTES)
        .order(order)
        .putFloat(1.5f)
        .putFloat(-2e-30f)
        .array();
  }

  /** A request with these bytes as its only field, tagged unless the tag is negative. */
  private ScoreRequest withUserEmbedding(int tag, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator generator = new CBORFactory().createGenerator(out)) {
      generator.writeStartObject();
      generator.writeFieldName("user_embedding");
      if (tag >= 0) {
        generator.writeTag(tag);
      }
      generator.writeBinary(bytes);
      generator.writeEndObject();
    }
    return cbor.readValue(out.toByteArray(), ScoreRequest.class);
  }
}
