package io.tidemark.experiments.file;

import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Holdout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of experiments:
 *
 * <pre>{@code
 * holdout: {salt: holdout-2026, share: 2%}
 * layers:
 *   - name: live-side
 *     salt: live-side-1
 *     experiments:
 *       - id: shorter-sequence
 *         description: Do 20 live actions do as well as 100?
 *         traffic: 40%
 *         start: 2026-11-01T00:00:00Z
 *         end: 2026-12-01T00:00:00Z
 *         ramp:
 *           - {at: 2026-11-01T00:00:00Z, share: 10%}
 *           - {at: 2026-11-03T00:00:00Z, share: 100%}
 *         targeting: {surfaces: [home, related], live: [fresh, quiet]}
 *         overrides: {u42: short}
 *         control: as-it-is
 *         arms:
 *           - {name: as-it-is, weight: 1}
 *           - {name: short, weight: 1, parameters: {live_length: 20}}
 * }</pre>
 *
 * <p>Shares carry a % sign, instants are UTC, durations are such as {@code 5m}. Aliases are not
 * allowed, nor anything that is not known.
 */
public final class ExperimentsFile {
  private ExperimentsFile() {}

  /**
   * Reads and checks a file as a whole: all of it can be used, or none.
   *
   * @param abilities of the server that is to run it
   * @throws ExperimentsFileException with everything that is wrong, each with its line and column
   */
  public static Experiments parse(String text, ServerAbilities abilities)
      throws ExperimentsFileException {
    Problems problems = new Problems();
    Experiments experiments =
        problems
            .collect(() -> new Item(Yaml.tree(text), "").fields())
            .map(fields -> read(fields, abilities, problems))
            .orElse(Experiments.NONE);
    problems.throwIfAny();
    return experiments;
  }

  private static Experiments read(Fields file, ServerAbilities abilities, Problems problems) {
    problems.collect(() -> file.only(List.of("holdout", "layers")));
    Optional<Holdout> holdout =
        problems.collect(() -> file.optional("holdout", ExperimentsFile::holdout)).flatMap(h -> h);
    List<ReadLayer> layers = new ArrayList<>();
    for (Item item : problems.collect(() -> file.required("layers").list()).orElse(List.of())) {
      problems.collect(() -> ReadLayer.of(item, abilities, problems)).ifPresent(layers::add);
    }
    new CrossChecks(problems).check(holdout, file, layers);
    return new Experiments(holdout, layers.stream().map(ReadLayer::layer).toList());
  }

  private static Holdout holdout(Item item) throws InvalidFieldException {
    Fields fields = item.fields().only(List.of("salt", "share"));
    return new Holdout(fields.required("salt").text(), fields.required("share").share());
  }
}
