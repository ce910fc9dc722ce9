package io.tidemark.pipelines.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of an exported model: the content of its {@code model.json}. Names of fields are
 * snake case there.
 *
 * @param model {@code pinnerformer} or {@code ranker}
 * @param version unique among the model's versions, see {@link #version}
 * @param createdAt an ISO instant
 * @param gitRevision of the code that trained it, or {@code unknown}
 * @param files SHA-256 of each file of the folder, by name
 * @param inputs of {@code model.onnx}
 * @param outputs of {@code model.onnx}
 * @param actionTypeCodes the row of the action-type table by wire name; 0 is unknown
 * @param surfaceCodes the row of the surface table by wire name
 * @param requires versions of the models that this one was trained against
 * @param dimensions widths by name, such as {@code pin} and {@code user}
 * @param training what it was trained on
 * @param objective how
 * @param metrics what was measured, by name
 * @param parityMaxAbsDiff the largest difference between export and trainer
 * @param config the trainer's whole configuration
 * @param heads what each column of a ranker's probabilities says, in their order; null for others
 * @param variant how a ranker reads the live sequence; null for others
 * @param liveActions the most live actions that a ranker was trained with; null for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"model", "version", "created_at", "git_revision", "files"})
public record ModelCard(
    String model,
    String version,
    String createdAt,
    String gitRevision,
    Map<String, String> files,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Map<String, Integer> actionTypeCodes,
    Map<String, Integer> surfaceCodes,
    Map<String, String> requires,
    Map<String, Integer> dimensions,
    Map<String, String> training,
    String objective,
    Map<String, Double> metrics,
    double parityMaxAbsDiff,
    JsonNode config,
    List<Head> heads,
    String variant,
    Integer liveActions) {
  /** The card's file name in the model's folder. */
  public static final String FILE = "model.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // A record's components and nothing that is computed from them, so that it can be read
          // back.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addModule(new SimpleModule().addSerializer(Duration.class, ToStringSerializer.instance))
          .build();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int HASH_DIGITS = 6;

  /** A version's name: {@code <model>-<asOf>-<the first digits of the weights' hash>}. */
  public static String version(String model, Instant asOf, String weightsHash) {
    return model + "-" + STAMP.format(asOf) + "-" + weightsHash.substring(0, HASH_DIGITS);
  }

  /**
   * One of a ranker's heads.
   *
   * @param name such as {@code save}
   * @param weight what its probability counts in a candidate's utility, unless serving is told
   *     otherwise
   */
  public record Head(String name, double weight) {}

  /** A model without heads. */
  public ModelCard(
      String model,
      String version,
      String createdAt,
      String gitRevision,
      Map<String, String> files,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Map<String, Integer> actionTypeCodes,
      Map<String, Integer> surfaceCodes,
      Map<String, String> requires,
      Map<String, Integer> dimensions,
      Map<String, String> training,
      String objective,
      Map<String, Double> metrics,
      double parityMaxAbsDiff,
      JsonNode config) {
    this(
        model,
        version,
        createdAt,
        gitRevision,
        files,
        inputs,
        outputs,
        actionTypeCodes,
        surfaceCodes,
        requires,
        dimensions,
        training,
        objective,
        metrics,
        parityMaxAbsDiff,
        config,
        null,
        null,
        null);
  }

  /** The code's revision: environment {@code TIDEMARK_REVISION}, or {@code unknown}. */
  public static String revision() {
    String revision = System.getenv("TIDEMARK_REVISION");
    return revision == null || revision.isBlank() ? "unknown" : revision;
  }

  /** The codes of all action types, by wire name. */
  public static Map<String, Integer> allActionTypeCodes() {
    Map<String, Integer> codes = new TreeMap<>();
    for (ActionType type : ActionType.values()) {
      codes.put(type.wireName(), type.code());
    }
    return codes;
  }

  /** The codes of all surfaces, by wire name. */
  public static Map<String, Integer> allSurfaceCodes() {
    Map<String, Integer> codes = new TreeMap<>();
    for (Surface surface : Surface.values()) {
      codes.put(surface.wireName(), surface.code());
    }
    return codes;
  }

  /** Any object as the {@link #config()} of a card. */
  public static JsonNode configOf(Object config) {
    return JSON.valueToTree(config);
  }

  /** The content of {@code model.json}. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a model card cannot be written", impossible);
    }
  }

  /**
   * Reads {@code model.json}; fields of later versions are passed over.
   *
   * @throws IllegalArgumentException if it is no model card
   */
  public static ModelCard fromJson(String json) {
    try {
      return JSON.readerFor(ModelCard.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(json);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException(
          FILE + " is no model card: " + unreadable.getOriginalMessage(), unreadable);
    }
  }
}
