package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says how a training goes: a line every few seconds with the step, the loss, the newest quality,
 * the speed and the time left. Also knows when the time budget is used up.
 */
public final class TrainingProgress {
  private static final double SMOOTHING = 0.95;

  private final int maxSteps;
  private final Duration budget;
  private final Duration interval;
  private final LongSupplier nanoTime;
  private final Consumer<String> output;
  private long startedAt;
  private long printedAt;
  private int step;
  private long sequences;
  private double loss = Double.NaN;
  private Duration waited = Duration.ZERO;
  private String quality = "";

  /**
   * @param budget how long the training may take
   * @param interval between two lines
   * @param output takes each line
   */
  public TrainingProgress(
      int maxSteps, Duration budget, Duration interval, Consumer<String> output) {
    this(maxSteps, budget, interval, output, System::nanoTime);
  }

  TrainingProgress(
      int maxSteps,
      Duration budget,
      Duration interval,
      Consumer<String> output,
      LongSupplier nanoTime) {
    this.maxSteps = maxSteps;
    this.budget = requireNonNull(budget, "budget is null");
    this.interval = requireNonNull(interval, "interval is null");
    this.output = requireNonNull(output, "output is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.startedAt = nanoTime.getAsLong();
    this.printedAt = startedAt;
  }

  /** One step is done whose batch was there already. */
  public void stepped(double stepLoss, int batch) {
    stepped(stepLoss, batch, Duration.ZERO);
  }

  /**
   * One step is done.
   *
   * @param batch how many sequences it saw
   * @param waiting how long it waited for its batch
   */
  public void stepped(double stepLoss, int batch, Duration waiting) {
    waited = waited.plus(waiting);
    step++;
    sequences += batch;
    loss = Double.isNaN(loss) ? stepLoss : SMOOTHING * loss + (1 - SMOOTHING) * stepLoss;
    long now = nanoTime.getAsLong();
    if (step == 1 || step == maxSteps || now - printedAt >= interval.toNanos()) {
      printedAt = now;
      output.accept(line());
    }
  }

  /**
   * What the lines say, to go on from later.
   *
   * @param elapsedNanos time of training
   * @param waitedNanos of it, waiting for batches
   * @param loss the mean of the last steps; not a number before the first
   */
  public record State(int step, long sequences, long elapsedNanos, long waitedNanos, double loss) {}

  /** What the lines say now. */
  public State state() {
    return new State(step, sequences, elapsed().toNanos(), waited.toNanos(), loss);
  }

  /** Goes on from an interrupted training; its time counts. */
  public void resume(State state) {
    step = state.step();
    sequences = state.sequences();
    startedAt = nanoTime.getAsLong() - state.elapsedNanos();
    waited = Duration.ofNanos(state.waitedNanos());
    loss = state.loss();
    output.accept("goes on from a checkpoint: " + line());
  }

  /** A quality was measured, such as {@code recall@10}; it stands in the lines from now on. */
  public void measured(String name, double value) {
    quality = String.format(Locale.ROOT, ", %s %.4f", name, value);
    output.accept(line());
  }

  /** The mean loss of the last steps, weighted towards the newest; empty before the first. */
  public OptionalDouble loss() {
    return Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss);
  }

  /** How long it has taken so far. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
  }

  /** Sequences a second since the start. */
  public double sequencesPerSecond() {
    return sequences / Math.max(1e-3, elapsed().toMillis() / 1000.0);
  }

  /** The share of the time that was spent waiting for batches. */
  public double waitingShare() {
    return waited.toNanos() / Math.max(1.0, elapsed().toNanos());
  }

  /** Whether the steps or the time are used up. */
  public boolean isOver() {
    return step >= maxSteps || elapsed().compareTo(budget) >= 0;
  }

  private String line() {
    Duration left = budget.minus(elapsed());
    if (step > 0) {
      Duration rest = elapsed().multipliedBy(maxSteps - step).dividedBy(step);
      left = rest.compareTo(left) < 0 ? rest : left;
    }
    return String.format(
        Locale.ROOT,
        "step %d/%d, loss %.4f%s, %.0f sequences/s, %.1f%% waiting for data, %d s left",
        step,
        maxSteps,
        loss,
        quality,
        sequencesPerSecond(),
        100 * waitingShare(),
        Math.max(0, left.toSeconds()));
  }
}
