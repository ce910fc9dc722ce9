package io.tidemark.serving;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.dropwizard.util.DataSize;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import io.tidemark.serving.actions.KafkaConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** What can be configured; {@code tidemark-serving.yml} in the jar is the default. */
public final class ServingConfiguration extends Configuration {
  @Valid @NotNull private KafkaConfiguration kafka;

  @NotNull
  @MinDataSize(1024)
  @MaxDataSize(16 << 20)
  private DataSize bodyLimit = DataSize.mebibytes(1);

  /** Where actions go. */
  @JsonProperty
  public KafkaConfiguration getKafka() {
    return kafka;
  }

  @JsonProperty
  public void setKafka(KafkaConfiguration kafka) {
    this.kafka = kafka;
  }

  /** The largest body a request may have. */
  @JsonProperty
  public DataSize getBodyLimit() {
    return bodyLimit;
  }

  @JsonProperty
  public void setBodyLimit(DataSize bodyLimit) {
    this.bodyLimit = bodyLimit;
  }
}
