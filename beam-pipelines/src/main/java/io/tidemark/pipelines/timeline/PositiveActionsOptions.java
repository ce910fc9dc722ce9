package io.tidemark.pipelines.timeline;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The flag of every job that tells positive actions from the others. */
public interface PositiveActionsOptions extends PipelineOptions {
  @Description(
      "Actions that say the user wanted the pin: types, each with an optional threshold on its"
          + " duration, such as save,close_up>10s")
  @Default.String(PositiveActions.STANDARD)
  String getPositiveActions();

  void setPositiveActions(String positiveActions);
}
