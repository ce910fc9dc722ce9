package io.tidemark.workflows.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import java.util.ArrayList;
import java.util.List;

/** The scheduler's configuration file; the packaged one takes its values from the environment. */
public final class SchedulerConfiguration extends Configuration {
  @JsonProperty private String folder = "";
  @JsonProperty private List<String> launcher = new ArrayList<>();
  @JsonProperty private int graceSeconds = 20;

  /** Where database, logs and credentials lie. */
  public String getFolder() {
    return folder;
  }

  /** What stands before a task's arguments: the path of {@code tidemark}. */
  public List<String> getLauncher() {
    return launcher;
  }

  /** Between SIGTERM and SIGKILL of a task's processes. */
  public int getGraceSeconds() {
    return graceSeconds;
  }
}
