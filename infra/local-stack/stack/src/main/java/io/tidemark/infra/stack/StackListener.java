package io.tidemark.infra.stack;

/** Told what a supervisor does while it does it, possibly by several threads at once. */
public interface StackListener {
  /** Hears nothing. */
  StackListener SILENT =
      new StackListener() {
        @Override
        public void note(String text) {}

        @Override
        public void settled(ComponentStatus status, boolean changed) {}
      };

  /** Something that takes a while, or that the user should know, in one line. */
  void note(String text);

  /**
   * A component is as it was asked to be: up after {@link Supervisor#up}, stopped after {@link
   * Supervisor#down}.
   *
   * @param changed false if it was so already
   */
  void settled(ComponentStatus status, boolean changed);
}
