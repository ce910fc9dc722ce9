package io.tidemark.experiments.file;

import io.tidemark.experiments.Cadence;
import io.tidemark.experiments.Parameters;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what an arm sets, and refuses what the server cannot do. */
final class ReadParameters {
  private static final Duration MOST_MASKED = Duration.ofDays(30);
  private static final double MOST_WEIGHT = 1e6;

  private static final List<String> FIELDS =
      List.of(
          Parameters.EMBEDDING_MODEL,
          Parameters.CADENCE,
          Parameters.LIVE,
          Parameters.LIVE_LENGTH,
          Parameters.WINDOW_MASK,
          Parameters.RANKER_RELEASE,
          Parameters.HEAD_WEIGHTS);

  private ReadParameters() {}

  static Parameters of(Item item, ServerAbilities abilities) throws InvalidFieldException {
    Fields fields = item.fields().only(FIELDS);
    Optional<Integer> length =
        fields.optional(Parameters.LIVE_LENGTH, one -> one.wholeNumber(1, abilities.liveActions()));
    Parameters parameters =
        new Parameters(
            fields.optional(
                Parameters.EMBEDDING_MODEL, one -> one.oneOf(abilities.embeddingModels())),
            cadence(fields, abilities),
            fields.optional(Parameters.LIVE, Item::truth),
            length.map(OptionalInt::of).orElseGet(OptionalInt::empty),
            fields.optional(Parameters.WINDOW_MASK, one -> one.duration(MOST_MASKED)),
            fields.optional(Parameters.RANKER_RELEASE, Item::id),
            headWeights(fields, abilities));
    refuseContradictions(fields, parameters);
    return parameters;
  }

  private static Optional<Cadence> cadence(Fields fields, ServerAbilities abilities)
      throws InvalidFieldException {
    Optional<Item> item = fields.optional(Parameters.CADENCE);
    if (item.isEmpty()) {
      return Optional.empty();
    }
    String word = item.get().oneOf(Arrays.stream(Cadence.values()).map(Cadence::wireName).toList());
    boolean realtime = word.equals(Cadence.REALTIME.wireName());
    if (realtime && !abilities.realtime()) {
      throw item.get()
          .invalid(
              "is realtime, and the server does not compute embeddings at the moment of a request",
              "write batch, or let the server (realtime.enabled)");
    }
    return Optional.of(realtime ? Cadence.REALTIME : Cadence.BATCH);
  }

  private static Map<String, Float> headWeights(Fields fields, ServerAbilities abilities)
      throws InvalidFieldException {
    Map<String, Float> weights = new LinkedHashMap<>();
    Optional<Fields> heads = fields.optional(Parameters.HEAD_WEIGHTS, Item::fields);
    if (heads.isPresent()) {
      if (heads.get().all().isEmpty()) {
        throw heads.get().item().invalid("is empty", "name a head and its weight, or leave it out");
      }
      if (!abilities.heads().isEmpty()) {
        heads.get().only(abilities.heads().stream().sorted().toList());
      }
      for (Map.Entry<String, Item> head : heads.get().all().entrySet()) {
        weights.put(head.getKey(), (float) head.getValue().number(-MOST_WEIGHT, MOST_WEIGHT));
      }
    }
    return weights;
  }

  private static void refuseContradictions(Fields fields, Parameters parameters)
      throws InvalidFieldException {
    boolean liveIsOff = parameters.live().filter(on -> !on).isPresent();
    for (String name : List.of(Parameters.LIVE_LENGTH, Parameters.WINDOW_MASK)) {
      if (liveIsOff && fields.optional(name).isPresent()) {
        throw fields.key(name).invalid("says nothing while live is false", "remove one of them");
      }
    }
    boolean noEmbedding =
        parameters.embeddingModel().filter(Parameters.NO_EMBEDDING::equals).isPresent();
    if (noEmbedding && parameters.cadence().isPresent()) {
      throw fields
          .key(Parameters.CADENCE)
          .invalid("says nothing while embedding_model is none", "remove one of them");
    }
  }
}
