package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateSchemaTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(errors, true, UTF_8);

  @ParameterizedTest
  @ValueSource(
      strings = {"--regions=2", "--hbase=a:1 --regions=0", "--hbase=a:1 --regions=x", "oops"})
  void wrongArgumentsAreExplained(String arguments) {
    int exit = CreateSchema.run(List.of(arguments.split(" ")), System.out, err);
    assertThat(exit).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).contains("usage: CreateSchema --hbase=HOST:PORT");
  }

  @Test
  void anHbaseThatIsNotThereIsNamed() {
    int exit = CreateSchema.run(List.of("--hbase=localhost:1"), System.out, err);
    assertThat(exit).isEqualTo(1);
    assertThat(errors.toString(UTF_8)).contains("check that HBase is up at localhost:1");
  }
}
