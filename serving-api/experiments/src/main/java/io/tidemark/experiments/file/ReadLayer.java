package io.tidemark.experiments.file;

import io.tidemark.experiments.ArmLabel;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer with the places of what it was read from.
 *
 * @param layer as it was read; without the experiments that could not be
 * @param fields of the file
 * @param experiments those that could be read
 */
record ReadLayer(Layer layer, Fields fields, List<ReadExperiment> experiments) {
  static ReadLayer of(Item item, ServerAbilities abilities, Problems problems)
      throws InvalidFieldException {
    Fields fields = item.fields().only(List.of("name", "salt", "experiments"));
    Item name = fields.required("name");
    if (name.name().equals(ArmLabel.HOLDOUT)) {
      throw name.invalid("is the name that the holdout has in the log", "choose another");
    }
    String salt = fields.required("salt").text();
    List<ReadExperiment> experiments = new ArrayList<>();
    double end = 0;
    for (Item one : fields.required("experiments").list()) {
      double from = end;
      end =
          problems
              .collect(() -> ReadExperiment.of(one, from, abilities, problems))
              .flatMap(read -> read)
              .map(
                  read -> {
                    experiments.add(read);
                    return read.experiment().segment();
                  })
              .map(Segment::to)
              .orElse(end);
    }
    return new ReadLayer(
        new Layer(name.name(), salt, experiments.stream().map(ReadExperiment::experiment).toList()),
        fields,
        experiments);
  }
}
