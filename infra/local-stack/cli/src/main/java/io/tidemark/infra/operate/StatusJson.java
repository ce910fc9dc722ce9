package io.tidemark.infra.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.infra.stack.ComponentRecord;
import io.tidemark.infra.stack.ComponentStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The statuses for programs; what is not known is null. */
final class StatusJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private StatusJson() {}

  /** One component, as it is printed. */
  private record Line(
      String component,
      String state,
      String address,
      String startedAt,
      Long pid,
      Long residentBytes,
      String log,
      String healthUrl,
      String detail) {
    static Line of(ComponentStatus status) {
      OptionalLong resident = status.residentBytes();
      return new Line(
          status.component().id(),
          status.state().name().toLowerCase(Locale.ROOT),
          orNull(status, ComponentRecord::address),
          orNull(status, record -> record.processStartedAt().toString()),
          orNull(status, ComponentRecord::pid),
          resident.isPresent() ? resident.getAsLong() : null,
          orNull(status, record -> record.log().toString()),
          orNull(status, record -> record.healthUrl().toString()),
          status.detail());
    }

    private static <T> T orNull(ComponentStatus status, Function<ComponentRecord, T> field) {
      Optional<T> value = status.record().map(field);
      return value.orElse(null);
    }
  }

  static String of(List<ComponentStatus> statuses) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(statuses.stream().map(Line::of).toList());
  }
}
