package io.tidemark.serving.health;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Whether the process should get traffic.
 *
 * @param ready whether everything is loaded and warm
 * @param missing what is not, in words; empty when ready
 */
@Schema(description = "whether the process should get traffic")
public record ReadyAnswer(
    boolean ready,
    @Schema(description = "what is missing; empty when ready") List<String> missing) {
  public ReadyAnswer {
    missing = List.copyOf(missing);
  }
}
