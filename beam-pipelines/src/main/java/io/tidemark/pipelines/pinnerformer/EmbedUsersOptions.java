package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link EmbedUsers}. */
public interface EmbedUsersOptions extends StorageOptions {
  @Description(
      "Include actions before this instant, such as 2022-04-22T00:00:00Z: the release's as-of")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Include actions of this UTC day and later; all there are if not given")
  String getFrom();

  void setFrom(String from);

  @Description("Folder of the model; the newest trained on the published pins if not given")
  String getModel();

  void setModel(String model);

  @Description(
      "Recompute only users with an action at or after this instant; the others keep the vector that"
          + " they have. Only with the model that is published")
  String getActiveSince();

  void setActiveSince(String activeSince);

  @Description("Whether the release is published once it is checked")
  @Default.Boolean(true)
  boolean getPublish();

  void setPublish(boolean publish);

  @Description("A full run needs at least this share of the published release's rows")
  @Default.Double(0.5)
  double getMinimumShare();

  void setMinimumShare(double minimumShare);
}
