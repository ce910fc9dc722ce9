package io.tidemark.serving.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.setup.Bootstrap;
import io.tidemark.experiments.readout.Readout;
import io.tidemark.serving.TidemarkServing;
import io.tidemark.serving.http.StrictJson;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The readout that the console is tested with has the fields that jobs write, and no others. */
class ReadoutShapeTest {
  private final ObjectMapper mapper =
      StrictJson.configure(new Bootstrap<>(new TidemarkServing()).getObjectMapper());

  @Test
  void whatTheConsoleIsShownIsWhatAJobWouldWrite() throws Exception {
    try (InputStream file = getClass().getResourceAsStream("/shorter-sequence.json")) {
      byte[] bytes = file.readAllBytes();
      Readout readout = mapper.readValue(bytes, Readout.class);

      assertThat(mapper.valueToTree(readout).findValuesAsText("p_value_holm"))
          .isEqualTo(mapper.readTree(bytes).findValuesAsText("p_value_holm"))
          .anySatisfy(value -> assertThat(value).isEqualTo("7.0E-4"));
    }
  }
}
