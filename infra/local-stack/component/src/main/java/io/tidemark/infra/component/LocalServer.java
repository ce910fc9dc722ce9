package io.tidemark.infra.component;

/** One embedded server inside its own process, as {@link ServerProcess} runs it. */
public interface LocalServer extends AutoCloseable {
  /**
   * Sends the server a real request, as a client would.
   *
   * @return one line on what it answered, such as {@code 1 region server, 4 regions}
   * @throws Exception if it does not answer; the message says why
   */
  String ask() throws Exception;

  /** Returns once the server no longer runs, because it was closed or failed by itself. */
  void await() throws InterruptedException;

  /** Stops the server in order: what it has acknowledged is on disk afterwards. */
  @Override
  void close() throws Exception;
}
