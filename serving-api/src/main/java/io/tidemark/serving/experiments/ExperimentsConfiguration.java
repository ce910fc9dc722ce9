package io.tidemark.serving.experiments;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where experiments come from.
 *
 * @param file of experiments; empty for none
 * @param poll how often it is looked at
 * @param readouts folder of the results that {@code ./tidemark experiments readout} leaves; empty
 *     for none
 */
public record ExperimentsConfiguration(
    String file,
    @MinDuration(value = 10, unit = TimeUnit.MILLISECONDS) Duration poll,
    String readouts) {
  /** No experiments. */
  public static final ExperimentsConfiguration DEFAULT =
      new ExperimentsConfiguration(null, null, null);

  public ExperimentsConfiguration {
    file = requireNonNullElse(file, "");
    poll = requireNonNullElse(poll, Duration.seconds(1));
    readouts = requireNonNullElse(readouts, "");
  }

  /** The file, if there is to be one. */
  public Optional<Path> filePath() {
    return file.isBlank() ? Optional.empty() : Optional.of(Path.of(file));
  }

  /** The folder of results, if there is to be one. */
  public Optional<Path> readoutsPath() {
    return readouts.isBlank() ? Optional.empty() : Optional.of(Path.of(readouts));
  }
}
