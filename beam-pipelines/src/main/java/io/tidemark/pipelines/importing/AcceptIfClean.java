package io.tidemark.pipelines.importing;

import io.tidemark.store.Action;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Lets actions through only if few enough rows were rejected, so that a wrong descriptor writes
 * nothing at all.
 */
final class AcceptIfClean extends PTransform<PCollection<Action>, PCollection<Action>> {
  private static final long serialVersionUID = 1;

  private final PCollectionView<Iterable<KV<String, Long>>> rowCounts;
  private final double maxRejectShare;

  /**
   * @param rowCounts of every file: {@link ImportCounts#ROWS} and {@link ImportCounts#REJECTS}
   */
  AcceptIfClean(PCollectionView<Iterable<KV<String, Long>>> rowCounts, double maxRejectShare) {
    this.rowCounts = rowCounts;
    this.maxRejectShare = maxRejectShare;
  }

  /** Whether that many rejects are few enough. */
  static boolean isClean(long rows, long rejects, double maxRejectShare) {
    return rejects <= maxRejectShare * rows;
  }

  @Override
  public PCollection<Action> expand(PCollection<Action> actions) {
    return actions.apply(
        "Gate", ParDo.of(new Gate(rowCounts, maxRejectShare)).withSideInputs(rowCounts));
  }

  private static final class Gate extends DoFn<Action, Action> {
    private static final long serialVersionUID = 1;
    private final PCollectionView<Iterable<KV<String, Long>>> rowCounts;
    private final double maxRejectShare;
    private transient Boolean open;

    Gate(PCollectionView<Iterable<KV<String, Long>>> rowCounts, double maxRejectShare) {
      this.rowCounts = rowCounts;
      this.maxRejectShare = maxRejectShare;
    }

    @ProcessElement
    public void process(
        @Element Action action, OutputReceiver<Action> out, ProcessContext context) {
      if (open == null) {
        open = isOpen(context.sideInput(rowCounts));
      }
      if (open) {
        out.output(action);
      }
    }

    private boolean isOpen(Iterable<KV<String, Long>> counts) {
      long rows = 0;
      long rejects = 0;
      for (KV<String, Long> count : counts) {
        if (count.getKey().equals(ImportCounts.ROWS)) {
          rows += count.getValue();
        } else if (count.getKey().equals(ImportCounts.REJECTS)) {
          rejects += count.getValue();
        }
      }
      return isClean(rows, rejects, maxRejectShare);
    }
  }
}
