package io.tidemark.infra.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  @Test
  void readsTextPortsAndPaths() {
    ServerSettings settings = ServerSettings.parse("--data=/tmp/x/../y", "--port=9092", "--a=b=c");

    assertThat(settings.path("data")).hasToString("/tmp/y");
    assertThat(settings.port("port")).isEqualTo(9092);
    assertThat(settings.text("a")).isEqualTo("b=c");
  }

  @Test
  void namesTheArgumentThatIsMissingMalformedTwiceOrOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.parse().text("data"))
        .withMessageContaining("--data");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.parse("--port=65536").port("port"))
        .withMessageContaining("--port=65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.parse("--port=x").port("port"))
        .withMessageContaining("--port=x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.parse("port"))
        .withMessageContaining("'port'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.parse("--port=1", "--port=2"))
        .withMessageContaining("twice");
  }
}
