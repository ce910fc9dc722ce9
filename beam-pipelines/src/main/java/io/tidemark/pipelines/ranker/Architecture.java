package io.tidemark.pipelines.ranker;

import static io.tidemark.pipelines.ranker.ConfigChecks.atLeast;
import static io.tidemark.pipelines.ranker.ConfigChecks.require;
import static io.tidemark.pipelines.ranker.ConfigChecks.share;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * What the network is made of.
 *
 * @param variant how candidates meet the live sequence
 * @param batch whether the batch embedding is an input; without it the ranker is of one tide
 * @param interests whether the average of PinnerSage's interests is: the batch feature before
 *     PinnerFormer (2007.03634, section 5.2)
 * @param live whether the live sequence is
 * @param likeness whether the candidate's likeness to the live actions is a feature of its own
 * @param sequence the transformer over the live actions
 * @param attendWidth of a candidate's question to the encoded sequence; encode-once only
 * @param userWidth that the batch embedding and the average of interests are brought to, each; 0
 *     for as they are
 * @param candidateWidth that the candidate's pin is brought to
 * @param surfaceWidth of the learned surface of the request
 * @param crossLayers of DCN v2
 * @param hidden width of the layer behind it
 * @param dropout on that layer and on the embedding
 */
record Architecture(
    Variant variant,
    boolean batch,
    boolean interests,
    boolean live,
    boolean likeness,
    Sequence sequence,
    int attendWidth,
    int userWidth,
    int candidateWidth,
    int surfaceWidth,
    int crossLayers,
    int hidden,
    float dropout)
    implements Serializable {
  Architecture {
    requireNonNull(variant, "architecture.variant is null");
    requireNonNull(sequence, "architecture.sequence is null");
    atLeast(1, "architecture.attend_width", attendWidth);
    atLeast(0, "architecture.user_width", userWidth);
    atLeast(1, "architecture.candidate_width", candidateWidth);
    atLeast(1, "architecture.surface_width", surfaceWidth);
    atLeast(0, "architecture.cross_layers", crossLayers);
    atLeast(1, "architecture.hidden", hidden);
    share("architecture.dropout", dropout);
    int width = rowWidth(variant, sequence);
    require(
        width % sequence.heads() == 0,
        "architecture.sequence.heads must divide the width of a row: %s and %s",
        sequence.heads(),
        width);
  }

  /** How candidates meet the live sequence. */
  enum Variant {
    /** TransAct (2306.00248): the candidate stands in every row, the transformer runs for each. */
    @JsonProperty("early_fusion")
    EARLY_FUSION,
    /** The transformer runs once a request; candidates attend to what it gives. */
    @JsonProperty("encode_once")
    ENCODE_ONCE;

    /** As in YAML and {@code model.json}. */
    String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * The transformer over live actions, newest first, without positions.
   *
   * @param actionTypeWidth of the learned action type
   * @param surfaceWidth of the learned surface; 0 for none
   * @param ageWidth of what is made of an action's age; 0 for none
   * @param pinWidth that the action's pin is brought to
   * @param fusedWidth that the candidate's pin is brought to in every row; early fusion only
   * @param layers of the transformer
   * @param heads of its attention
   * @param ffnWidth inside its feed-forward part
   * @param dropout in training
   * @param firstRows K: how many of the newest rows are read out beside the maximum over all
   * @param readOutWidth that the read-out is brought to; 0 for as it is
   */
  record Sequence(
      int actionTypeWidth,
      int surfaceWidth,
      int ageWidth,
      int pinWidth,
      int fusedWidth,
      int layers,
      int heads,
      int ffnWidth,
      float dropout,
      int firstRows,
      int readOutWidth)
      implements Serializable {
    Sequence {
      atLeast(1, "architecture.sequence.action_type_width", actionTypeWidth);
      atLeast(0, "architecture.sequence.surface_width", surfaceWidth);
      atLeast(0, "architecture.sequence.age_width", ageWidth);
      atLeast(1, "architecture.sequence.pin_width", pinWidth);
      atLeast(1, "architecture.sequence.fused_width", fusedWidth);
      atLeast(1, "architecture.sequence.layers", layers);
      atLeast(1, "architecture.sequence.heads", heads);
      atLeast(1, "architecture.sequence.ffn_width", ffnWidth);
      share("architecture.sequence.dropout", dropout);
      atLeast(0, "architecture.sequence.first_rows", firstRows);
      atLeast(0, "architecture.sequence.read_out_width", readOutWidth);
    }

    /** The part of a row that is the action's own. */
    int actionWidth() {
      return actionTypeWidth + surfaceWidth + ageWidth + pinWidth;
    }
  }

  /** Whether the candidate stands in every row. */
  boolean isEarlyFusion() {
    return variant == Variant.EARLY_FUSION;
  }

  /** W, the width of a row. */
  int rowWidth() {
    return rowWidth(variant, sequence);
  }

  private static int rowWidth(Variant variant, Sequence sequence) {
    return sequence.actionWidth() + (variant == Variant.EARLY_FUSION ? sequence.fusedWidth() : 0);
  }

  /** The width of the read-out: the first K rows and the maximum. */
  int rawReadOutWidth() {
    return (sequence.firstRows() + 1) * rowWidth();
  }

  /** The same, as the layers behind it take it. */
  int readOutWidth() {
    return sequence.readOutWidth() == 0 ? rawReadOutWidth() : sequence.readOutWidth();
  }

  /** The same sizes, with the sides that are named. */
  Architecture withSides(boolean withBatch, boolean withInterests, boolean withLive) {
    return new Architecture(
        variant,
        withBatch,
        withInterests,
        withLive,
        likeness,
        sequence,
        attendWidth,
        userWidth,
        candidateWidth,
        surfaceWidth,
        crossLayers,
        hidden,
        dropout);
  }
}
