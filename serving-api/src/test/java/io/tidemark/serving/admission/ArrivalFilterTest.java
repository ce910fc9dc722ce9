package io.tidemark.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArrivalFilterTest {
  private static final int LARGE = 200_000;

  private final Admission admission =
      new Admission(
          new AdmissionConfiguration(1, 1, 0, null, null, null, null), new SimpleMeterRegistry());
  private final ArrivalFilter filter = new ArrivalFilter(admission, new ObjectMapper());
  private final ByteArrayInputStream body = new ByteArrayInputStream(new byte[LARGE]);
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final Map<String, Object> told = new HashMap<>();
  private final AtomicInteger letIn = new AtomicInteger();

  @Test
  void whoIsRefusedIsToldWhenToComeAgainAndAllThatWasSentIsRead() throws Exception {
    try (Admission.Arrival other = admission.arrive().orElseThrow()) {
      assertThat(other).isNotNull();
      send();
    }

    assertThat(letIn).hasValue(0);
    assertThat(told).containsEntry("setStatus", 503).containsEntry("Retry-After", "1");
    assertThat(new ObjectMapper().readTree(answer.toByteArray()).at("/error/code").asText())
        .isEqualToIgnoringCase("overloaded");
    assertThat(body.available()).isZero();
  }

  @Test
  void whoWasAnsweredMakesRoomForTheNext() throws Exception {
    send();
    send();

    assertThat(letIn).hasValue(2);
    assertThat(body.available()).isEqualTo(LARGE);
  }

  private void send() throws Exception {
    filter.doFilter(request(), response(), (request, response) -> letIn.incrementAndGet());
  }

  private HttpServletRequest request() {
    ServletInputStream input =
        new ServletInputStream() {
          @Override
          public int read() {
            return body.read();
          }

          @Override
          public boolean isFinished() {
            return body.available() == 0;
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setReadListener(ReadListener listener) {}
        };
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> input);
  }

  private HttpServletResponse response() {
    ServletOutputStream output =
        new ServletOutputStream() {
          @Override
          public void write(int value) {
            answer.write(value);
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setWriteListener(WriteListener listener) {}
        };
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "getOutputStream" -> {
                  return output;
                }
                case "addHeader" -> told.put((String) arguments[0], arguments[1]);
                default -> told.put(method.getName(), arguments[0]);
              }
              return null;
            });
  }
}
