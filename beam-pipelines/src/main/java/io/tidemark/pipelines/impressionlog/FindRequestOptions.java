package io.tidemark.pipelines.impressionlog;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link FindRequest}. */
public interface FindRequestOptions extends StorageOptions {
  @Description("The id of the request, as its answer had it")
  @Validation.Required
  String getRequest();

  void setRequest(String request);

  @Description("The UTC day it came in, such as 2026-11-21; all days are searched if not given")
  String getDay();

  void setDay(String day);

  @Description("Local file to leave the ranking in, as in the topic impressions")
  @Validation.Required
  String getOutput();

  void setOutput(String output);
}
