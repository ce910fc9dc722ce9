package io.tidemark.serving.models;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Scores each request alone, in the thread that asks: no other thread has to wake up for it, which
 * on a CPU costs more than running two requests together saves.
 */
final class TurnScorer implements Scorer {
  private final BlockingQueue<ScoringSlot> slots;
  private final int heads;
  private final int candidatesPerRun;

  /**
   * @param slots one for each request that is scored at the same time
   * @param heads H
   * @param candidatesPerRun the most candidates of one run; a request with more takes several
   */
  TurnScorer(List<ScoringSlot> slots, int heads, int candidatesPerRun) {
    this.slots = new ArrayBlockingQueue<>(slots.size(), true, slots);
    this.heads = heads;
    this.candidatesPerRun = candidatesPerRun;
  }

  @Override
  public HeadProbabilities score(RankerInput input, long deadline)
      throws TimeoutException, ScoringException {
    long asked = System.nanoTime();
    ScoringSlot slot = turn(deadline);
    try {
      long queued = System.nanoTime() - asked;
      long assembling = 0;
      long scoring = 0;
      float[] values = new float[input.candidates() * heads];
      for (int from = 0; from < input.candidates(); from += candidatesPerRun) {
        int to = Math.min(input.candidates(), from + candidatesPerRun);
        ScoringSlot.Run run =
            slot.run(
                List.of(new ScoringSlot.Part(input, from, to)),
                (request, reason) -> {
                  throw reason;
                });
        System.arraycopy(run.values(), 0, values, from * heads, run.values().length);
        assembling += run.assembleNanos();
        scoring += run.scoreNanos();
      }
      return new HeadProbabilities(heads, values, queued, assembling, scoring);
    } finally {
      slots.add(slot);
    }
  }

  private ScoringSlot turn(long deadline) throws TimeoutException {
    try {
      long left = deadline - System.nanoTime();
      ScoringSlot slot = left > 0 ? slots.poll(left, TimeUnit.NANOSECONDS) : null;
      if (slot == null) {
        throw new TimeoutException("no turn to score in time");
      }
      return slot;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted while waiting to score");
    }
  }

  @Override
  public void close() {
    slots.forEach(ScoringSlot::close);
  }
}
