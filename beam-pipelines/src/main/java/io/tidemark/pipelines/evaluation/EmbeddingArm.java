package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranks the index by the dot product with the user's vector, or with the best of several. A user
 * without a known action has none. The number of known actions is the key: vectors hang on nothing
 * else, so one is computed at most once however many targets and cadences it serves.
 */
public final class EmbeddingArm implements Arm {
  private static final int AT_ONCE = 128;

  private final String name;
  private final UserVectors users;
  private final IndexScores index;

  public EmbeddingArm(String name, UserVectors users, IndexScores index) {
    this.name = requireNonNull(name, "name is null");
    this.users = requireNonNull(users, "users is null");
    this.index = requireNonNull(index, "index is null");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Object key(Question question) {
    return List.of(question.timeline().userId(), question.knownCount());
  }

  @Override
  public void answer(List<Question> questions, Answers answers) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < questions.size(); place++) {
      if (questions.get(place).knownCount() > 0) {
        places.add(place);
      }
    }
    for (int first = 0; first < places.size(); first += AT_ONCE) {
      List<Integer> some = places.subList(first, Math.min(places.size(), first + AT_ONCE));
      List<float[][]> vectors = users.of(some.stream().map(questions::get).toList());
      for (int i = 0; i < some.size(); i++) {
        if (vectors.get(i).length > 0) {
          answers.answer(some.get(i), index.of(vectors.get(i)));
        }
      }
    }
  }
}
