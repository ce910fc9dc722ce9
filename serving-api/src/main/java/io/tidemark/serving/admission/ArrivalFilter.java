package io.tidemark.serving.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.serving.errors.RefusedExceptionMapper;
import io.tidemark.serving.http.BodyLimit;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;

/**
 * Refuses rankings before their bodies are parsed while more arrive than can be ranked: parsing a
 * request that is refused afterwards would take processor time from those that are not.
 */
public final class ArrivalFilter implements Filter {
  private final Admission admission;
  private final Response refusal;
  private final byte[] body;

  /**
   * @param mapper writes the refusal
   */
  public ArrivalFilter(Admission admission, ObjectMapper mapper) {
    this.admission = admission;
    this.refusal = new RefusedExceptionMapper().toResponse(admission.refusal());
    try {
      this.body = mapper.writeValueAsBytes(refusal.getEntity());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the refusal cannot be written", e);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Admission.Arrival> arrival = admission.arrive();
    if (arrival.isEmpty()) {
      // A client that sends all before it listens sees the answer, and keeps its connection.
      BodyLimit.throwAwayRest(request.getInputStream());
      refuse((HttpServletResponse) response);
      return;
    }
    try (Admission.Arrival inside = arrival.get()) {
      chain.doFilter(request, response);
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(refusal.getStatus());
    refusal
        .getStringHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
