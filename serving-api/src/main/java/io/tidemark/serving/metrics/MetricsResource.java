package io.tidemark.serving.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code GET /metrics}: everything measured, for Prometheus. */
@Path("/metrics")
public final class MetricsResource {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  /** A view of that registry. */
  public MetricsResource(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /** All metrics in Prometheus' text format. */
  @GET
  @Produces(PROMETHEUS_TEXT)
  @Operation(
      operationId = "getMetrics",
      summary = "Metrics in Prometheus' text format",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the metrics",
              content =
                  @Content(
                      mediaType = "text/plain",
                      schema = @Schema(implementation = String.class))))
  public String metrics() {
    return registry.scrape();
  }
}
