package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a data set and what their columns mean.
 *
 * @param descriptor what the columns mean
 * @param files to read, in the order of their names
 */
record DatasetSource(DatasetDescriptor descriptor, List<InputFile> files) {
  /**
   * Finds the files and looks whether they are what the descriptor says.
   *
   * @param dataset name of a built-in descriptor, or null
   * @param descriptorFile path of the user's own descriptor, or null; one of the two is given
   * @param input a file, or a folder of files
   * @throws JobFailedException if not exactly one descriptor is named, or the files do not fit it
   */
  static DatasetSource find(String dataset, String descriptorFile, String input)
      throws IOException {
    if ((dataset == null) == (descriptorFile == null)) {
      throw new JobFailedException(
          "give either --dataset=NAME (%s) or --descriptor=FILE"
              .formatted(String.join(", ", DescriptorReader.NAMES)));
    }
    DatasetDescriptor descriptor =
        dataset != null
            ? DescriptorReader.named(dataset)
            : DescriptorReader.file(Path.of(descriptorFile));
    List<String> names =
        descriptor.format() instanceof FileFormat.Sequences sequences
            ? List.of(sequences.items(), sequences.items() + ".gz")
            : descriptor.files();
    List<InputFile> files = InputFile.find(input, names);
    for (InputFile file : files) {
      ReadRows.reader(file, descriptor).check();
    }
    return new DatasetSource(descriptor, files);
  }
}
