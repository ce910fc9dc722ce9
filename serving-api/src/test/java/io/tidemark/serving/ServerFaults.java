package io.tidemark.serving;

import io.tidemark.serving.errors.RefusedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;

/**
 * What an application threw at requests besides refusing them, for a test to tell why it failed.
 */
final class ServerFaults implements ApplicationEventListener {
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  @Override
  public void onEvent(ApplicationEvent event) {}

  @Override
  public RequestEventListener onRequest(RequestEvent request) {
    return event -> {
      if (event.getType() == RequestEvent.Type.ON_EXCEPTION
          && !(event.getException() instanceof RefusedException)) {
        thrown.add(event.getException());
      }
    };
  }

  /** The stack traces of all of them, one after the other; empty if there were none. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    thrown.forEach(fault -> fault.printStackTrace(new PrintWriter(text, true)));
    return text.toString();
  }
}
