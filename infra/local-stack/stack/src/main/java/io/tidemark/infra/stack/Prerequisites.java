package io.tidemark.infra.stack;

/** What must hold before anything is started. */
final class Prerequisites {
  private static final int JDK = 17;
  private static final long MIN_FREE_BYTES = 2L << 30;

  private Prerequisites() {}

  static void check(StateFolder folder) {
    checkJdk(Runtime.version().feature(), System.getProperty("java.home"));
    checkDisk(folder, folder.usableBytes());
  }

  static void checkJdk(int feature, String home) {
    if (feature != JDK) {
      throw new StackException(
          "JDK %d is needed, and this is %d (%s): set JAVA_HOME to a JDK %d (Hadoop, which HBase and Hive stand on, does not start on newer ones)"
              .formatted(JDK, feature, home, JDK));
    }
  }

  static void checkDisk(StateFolder folder, long usableBytes) {
    if (usableBytes < MIN_FREE_BYTES) {
      throw new StackException(
          "the disk of %s has %.1f GiB free, and 2 GiB are needed: free some, or keep the stack on another disk with --state DIR (or TIDEMARK_STATE)"
              .formatted(folder.root(), (double) usableBytes / (1L << 30)));
    }
  }
}
