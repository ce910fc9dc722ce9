package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinRelease;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A model that trains in seconds, its pins and its users, for the tests of other packages. */
public final class TinyModel {
  /** When the first user's first action may be. */
  public static final Instant START = Tiny.START;

  private TinyModel() {}

  /** Pins of four tastes. */
  public static PinVectors pins() {
    return Tiny.pins();
  }

  /** Ten days of users who each keep to one taste. */
  public static List<Timeline> timelines(int users) {
    return Tiny.timelines(users);
  }

  /** A pin that the model knows. */
  public static String pin(int taste, int number) {
    return Tiny.pin(taste, number);
  }

  /**
   * Trains on the log of a warehouse.
   *
   * @return the model's folder
   */
  public static String train(Warehouse warehouse, Path models, Instant asOf, int steps)
      throws IOException {
    PinRelease.write(warehouse, pins());
    return TrainPinnerFormer.train(
        Job.parse(
            new String[] {
              "--warehouse=" + warehouse.root(),
              "--models=" + models,
              "--pins=" + pins().version(),
              "--asOf=" + asOf,
              "--maxSteps=" + steps,
              "--config=" + TinyModel.class.getResource("tiny.yaml").getPath()
            },
            TrainPinnerFormerOptions.class));
  }
}
