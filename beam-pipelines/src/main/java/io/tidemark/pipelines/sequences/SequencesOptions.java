package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of every job that keeps {@code user_sequences} up to date. */
public interface SequencesOptions extends StorageOptions {
  @Description(
      "Newest actions of a user that a snapshot keeps, at least what the model looks at; another"
          + " number makes the snapshot anew from the log")
  @Default.Integer(256)
  int getSequenceDepth();

  void setSequenceDepth(int sequenceDepth);

  @Description(
      "Parts of a snapshot: its users are spread over them, and a worker holds one day's actions of"
          + " one part; another number makes the snapshot anew from the log")
  @Default.Integer(16)
  int getSequenceShards();

  void setSequenceShards(int sequenceShards);

  @Description("Snapshots that are kept, the newest by day; older ones' files are deleted")
  @Default.Integer(3)
  int getKeepSnapshots();

  void setKeepSnapshots(int keepSnapshots);
}
