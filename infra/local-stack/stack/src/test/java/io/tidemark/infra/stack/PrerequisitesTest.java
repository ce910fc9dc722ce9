package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {
  private static final StateFolder FOLDER = new StateFolder(Path.of("/data/tidemark"));

  @Test
  void anyJdkBut17IsNamedWithWhatToDo() {
    assertThatCode(() -> Prerequisites.checkJdk(17, "/jdk-17")).doesNotThrowAnyException();
    assertThatThrownBy(() -> Prerequisites.checkJdk(25, "/jdk-25"))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("JDK 17 is needed", "25", "/jdk-25", "JAVA_HOME");
  }

  @Test
  void aFullDiskIsNamedWithTheFolderAndWhatToDo() {
    assertThatCode(() -> Prerequisites.checkDisk(FOLDER, 2L << 30)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Prerequisites.checkDisk(FOLDER, 3L << 29))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("/data/tidemark", "1.5 GiB", "--state");
  }
}
