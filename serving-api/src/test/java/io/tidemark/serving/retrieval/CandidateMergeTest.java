package io.tidemark.serving.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateMergeTest {
  private final CandidateMerge merge = new CandidateMerge();

  @Test
  void sourcesTakeTurnsAndSoDoTheListsOfASource() {
    merge.add(Source.LIVE, "p9", pins("l1", "l2"));
    merge.add(Source.PINNERFORMER, null, pins("f1", "f2", "f3"));
    merge.add(Source.PINNERSAGE, "m1", pins("a1", "a2"));
    merge.add(Source.PINNERSAGE, "m2", pins("b1"));

    assertThat(ids(merge.first(10, pin -> true)))
        .containsExactly("f1", "a1", "l1", "f2", "b1", "l2", "f3", "a2");
    assertThat(ids(merge.first(3, pin -> true))).containsExactly("f1", "a1", "l1");
  }

  @Test
  void aPinThatSeveralNameIsOneCandidateWithAllItsReasonsAndCostsNoTurn() {
    merge.add(Source.PINNERFORMER, null, pins("x", "y"));
    merge.add(Source.PINNERSAGE, "m1", pins("x", "z"));
    merge.add(Source.PINNERSAGE, "m2", pins("x"));

    CandidateMerge.Merged merged = merge.first(10, pin -> true);

    assertThat(ids(merged)).containsExactly("x", "z", "y");
    assertThat(merged.candidates().get(0).sources())
        .containsExactly(
            new Candidate.Reason(Source.PINNERFORMER, null, 1f),
            new Candidate.Reason(Source.PINNERSAGE, "m1", 1f),
            new Candidate.Reason(Source.PINNERSAGE, "m2", 1f));
    assertThat(merged.of(Source.PINNERFORMER)).isEqualTo(2);
    assertThat(merged.of(Source.PINNERSAGE)).isEqualTo(2);
    assertThat(merged.of(Source.LIVE)).isZero();
  }

  @Test
  void whatIsNotWantedIsLeftOutAndCountedOnce() {
    merge.add(Source.PINNERFORMER, null, pins("x", "y"));
    merge.add(Source.LIVE, "p9", pins("x", "z"));

    CandidateMerge.Merged merged = merge.first(10, pin -> !pin.equals("x"));

    assertThat(ids(merged)).containsExactly("y", "z");
    assertThat(merged.excluded()).isEqualTo(1);
  }

  @Test
  void popularPinsHaveNoSimilarity() {
    merge.add(Source.POPULARITY, null, pins("p"));

    assertThat(merge.first(1, pin -> true).candidates().get(0).sources())
        .containsExactly(new Candidate.Reason(Source.POPULARITY, null, null));
  }

  @Test
  void nothingFoundIsNothing() {
    assertThat(merge.isEmpty()).isTrue();
    merge.add(Source.LIVE, "p9", List.of());
    assertThat(merge.isEmpty()).isTrue();
    assertThat(merge.first(10, pin -> true).candidates()).isEmpty();
  }

  /** The first with a similarity of 1, each next one a little less. */
  private static List<VectorIndex.Found> pins(String... ids) {
    List<String> all = List.of(ids);
    return all.stream().map(id -> new VectorIndex.Found(id, 1 - all.indexOf(id) / 10f)).toList();
  }

  private static List<String> ids(CandidateMerge.Merged merged) {
    return merged.candidates().stream().map(Candidate::pinId).toList();
  }
}
