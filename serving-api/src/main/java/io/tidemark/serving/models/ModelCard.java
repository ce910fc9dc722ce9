package io.tidemark.serving.models;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;

/**
 * What serving needs to know of an exported model: part of its {@code model.json}.
 *
 * @param version of the model
 * @param files SHA-256 of each file of the folder, by name
 * @param inputs of {@code model.onnx}
 * @param actionTypeCodes the number of each action type the model was trained with, by wire name
 * @param surfaceCodes the number of each surface, by wire name
 * @param requires versions of the models it was trained against, by model
 * @param dimensions widths: {@code pin} and {@code user}
 * @param heads what each column of a ranker's probabilities says
 * @param liveActions the most live actions of a request the ranker was trained with
 * @param config what it was made by; of a PinnerFormer {@code architecture.window} is read
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ModelCard(
    String version,
    Map<String, String> files,
    List<Tensor> inputs,
    @JsonProperty("action_type_codes") Map<String, Integer> actionTypeCodes,
    @JsonProperty("surface_codes") Map<String, Integer> surfaceCodes,
    Map<String, String> requires,
    Map<String, Integer> dimensions,
    List<RankerHead> heads,
    @JsonProperty("live_actions") Integer liveActions,
    JsonNode config) {

  /** One input, by its name in the graph. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Tensor(String name) {}

  ModelCard {
    files = requireNonNullElse(files, Map.of());
    inputs = requireNonNullElse(inputs, List.of());
    actionTypeCodes = requireNonNullElse(actionTypeCodes, Map.of());
    surfaceCodes = requireNonNullElse(surfaceCodes, Map.of());
    requires = requireNonNullElse(requires, Map.of());
    dimensions = requireNonNullElse(dimensions, Map.of());
    heads = requireNonNullElse(heads, List.of());
    config = requireNonNullElse(config, MissingNode.getInstance());
    liveActions = requireNonNullElse(liveActions, Integer.MAX_VALUE);
  }
}
