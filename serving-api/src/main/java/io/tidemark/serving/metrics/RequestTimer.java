package io.tidemark.serving.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.server.ExtendedUriInfo;

/** Times every request by endpoint template, method and status, whatever it was answered with. */
@PreMatching
public final class RequestTimer implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String STARTED = RequestTimer.class.getName() + ".started";

  private final MeterRegistry meters;

  /** Timers go to that registry. */
  public RequestTimer(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    request.setProperty(STARTED, System.nanoTime());
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(STARTED) instanceof Long started) {
      Timer.builder("tidemark.http.requests")
          .description("requests, by endpoint, method and status")
          .tag("endpoint", endpoint(request))
          .tag("method", method(request.getMethod()))
          .tag("status", Integer.toString(response.getStatus()))
          .publishPercentileHistogram()
          .register(meters)
          .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  private static String endpoint(ContainerRequestContext request) {
    if (request.getUriInfo() instanceof ExtendedUriInfo uri
        && !uri.getMatchedTemplates().isEmpty()) {
      StringBuilder path = new StringBuilder();
      uri.getMatchedTemplates().forEach(template -> path.insert(0, template.getTemplate()));
      return path.toString();
    }
    return "none";
  }

  private static String method(String method) {
    return switch (method) {
      case "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH" -> method;
      default -> "other";
    };
  }
}
