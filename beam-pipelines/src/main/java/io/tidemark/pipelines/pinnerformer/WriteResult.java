package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** Leaves a pipeline's one result in the file where its starter looks for it. */
final class WriteResult extends DoFn<String, Void> {
  private static final long serialVersionUID = 1;

  private final String file;

  WriteResult(String file) {
    this.file = requireNonNull(file, "file is null");
  }

  @ProcessElement
  public void write(@Element String result) throws IOException {
    WorkFolder.write(file, result);
  }
}
