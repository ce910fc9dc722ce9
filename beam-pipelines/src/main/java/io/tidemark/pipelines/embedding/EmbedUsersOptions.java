package io.tidemark.pipelines.embedding;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link EmbedUsers}, besides those of every daily run. */
public interface EmbedUsersOptions extends DailyRunOptions {
  @Description("Folder of the model; the newest trained on the published pins if not given")
  String getModel();

  void setModel(String model);

  @Description(
      "Without --model: the model whose release is published, if there is one, and not the newest")
  @Default.Boolean(false)
  boolean getPublishedModel();

  void setPublishedModel(boolean publishedModel);

  @Description("Threads of one operator; workers are as many as --parallelism")
  @Default.Integer(1)
  int getOperatorThreads();

  void setOperatorThreads(int operatorThreads);

  @Description(
      "Whether each user's newest actions are written beside the vector, for serving to measure how"
          + " far it has drifted since")
  @Default.Boolean(true)
  boolean getHistory();

  void setHistory(boolean history);
}
