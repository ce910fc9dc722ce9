package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** What an import is told. */
public interface ImportOptions extends StorageOptions {
  @Description("A data set whose descriptor comes with Tidemark: kuairand, otto, deskdrop, beauty")
  String getDataset();

  void setDataset(String dataset);

  @Description("File with the descriptor of a data set of your own (YAML); instead of --dataset")
  String getDescriptor();

  void setDescriptor(String descriptor);

  @Description("The file to import, or a folder of files; gzip'd or not")
  @Validation.Required
  String getInput();

  void setInput(String input);

  @Description("Folder for the rows that are no action: one JSON object a row with line and reason")
  @Default.String("var/import/rejects")
  String getRejects();

  void setRejects(String rejects);

  @Description("The share of rejected rows above which nothing is imported, 0 to 1")
  @Default.Double(0.01)
  double getMaxRejectShare();

  void setMaxRejectShare(double share);

  @Description("Whole days added to every instant, to bring old data next to today")
  @Default.Integer(0)
  int getShiftDays();

  void setShiftDays(int days);

  @Description(
      "Import only what occurred at or after this instant (2024-01-31T00:00:00Z), after the shift")
  String getFrom();

  void setFrom(String from);

  @Description("Import only what occurred before this instant, after the shift")
  String getUntil();

  void setUntil(String until);

  @Description(
      "File for the actions at and after --until, oldest first, as JSON lines that the topic"
          + " `actions` takes: what was held back")
  String getHeldBack();

  void setHeldBack(String file);
}
