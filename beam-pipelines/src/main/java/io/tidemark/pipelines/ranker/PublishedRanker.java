package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.store.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The ranker that is served, in the space of the pins and the PinnerFormer that it was trained for,
 * to be asked what it would have answered.
 *
 * @param card of the ranker
 * @param model its graph
 * @param pins that it requires
 * @param encoder of the PinnerFormer that it requires
 * @param interests that it requires; empty if it does not look at any
 * @param userDimension D of that PinnerFormer
 */
record PublishedRanker(
    ModelCard card,
    RankerModel model,
    PinVectors pins,
    UserEncoder encoder,
    Optional<InterestEncoder> interests,
    int userDimension) {

  /**
   * How it does on requests.
   *
   * @param heads of the ranker that it is compared with; one that it does not have is never right
   * @param requests what was asked
   * @param examples the same requests' candidates, in the other space
   * @param others the other space
   */
  RequestQualities measure(
      List<Head> heads,
      List<PastRequest> requests,
      List<RankerExample> examples,
      PinVectors others) {
    Map<Integer, float[]> embeddings = embed(requests, PastRequest::batchActions, encoder);
    Map<Integer, float[]> averages =
        interests
            .map(average -> embed(requests, PastRequest::interestActions, average))
            .orElse(Map.of());
    RequestQualities qualities = new RequestQualities(heads.size());
    for (int i = 0; i < requests.size(); i++) {
      RankerExample example =
          translated(
              requests.get(i),
              examples.get(i),
              Optional.ofNullable(embeddings.get(i)),
              Optional.ofNullable(averages.get(i)),
              others);
      float[] own =
          model.probabilities(RankerInput.of(example, pins, userDimension, interests.isPresent()));
      qualities.add(example, inOrder(own, heads, example.candidates().length));
    }
    return qualities;
  }

  private static Map<Integer, float[]> embed(
      List<PastRequest> requests,
      Function<PastRequest, List<Action>> knownOf,
      UserEncoder encoder) {
    List<Integer> known = new ArrayList<>();
    List<Timeline> histories = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      List<Action> actions = knownOf.apply(requests.get(i));
      if (!actions.isEmpty()) {
        known.add(i);
        histories.add(new Timeline(requests.get(i).user().userId(), actions));
      }
    }
    Map<Integer, float[]> embeddings = new HashMap<>();
    float[][] vectors = histories.isEmpty() ? new float[0][] : encoder.embed(histories);
    for (int i = 0; i < vectors.length; i++) {
      embeddings.put(known.get(i), vectors[i]);
    }
    return embeddings;
  }

  /** The same request with the indexes, the embedding and the interests of this ranker's space. */
  private RankerExample translated(
      PastRequest request,
      RankerExample example,
      Optional<float[]> user,
      Optional<float[]> average,
      PinVectors others) {
    int rows = example.livePins().length;
    int end = request.user().rowsBefore(request.requestedAt());
    int[] live = new int[rows];
    for (int row = 0; row < rows; row++) {
      live[row] = pins.indexOf(request.user().actions().get(end - 1 - row).pinId());
    }
    int[] candidates = new int[example.candidates().length];
    for (int i = 0; i < candidates.length; i++) {
      candidates[i] = pins.indexOf(others.id(example.candidates()[i]));
    }
    return new RankerExample(
        user,
        average,
        live,
        example.liveTypes(),
        example.liveSurfaces(),
        example.liveOccurredAt(),
        example.requestedAt(),
        example.surface(),
        candidates,
        example.candidateActions(),
        example.outcomes());
  }

  private float[] inOrder(float[] own, List<Head> heads, int candidates) {
    List<String> names = card.heads().stream().map(ModelCard.Head::name).toList();
    float[] ordered = new float[candidates * heads.size()];
    for (int head = 0; head < heads.size(); head++) {
      int from = names.indexOf(heads.get(head).name());
      for (int i = 0; from >= 0 && i < candidates; i++) {
        ordered[i * heads.size() + head] = own[i * names.size() + from];
      }
    }
    return ordered;
  }
}
