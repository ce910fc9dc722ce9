package io.tidemark.serving.runs;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where the daily workflow is scheduled.
 *
 * @param address of the scheduler, such as {@code http://127.0.0.1:8081}; empty if there is none
 * @param username to log in with; empty to ask without
 * @param password its password
 * @param workflow the id of the daily workflow
 * @param poll how often it is asked
 * @param timeout how long one answer may take
 */
public record SchedulerConfiguration(
    String address,
    String username,
    String password,
    String workflow,
    @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration poll,
    Duration timeout) {
  /** What is used where nothing is configured: no scheduler. */
  public static final SchedulerConfiguration DEFAULT =
      new SchedulerConfiguration(null, null, null, null, null, null);

  public SchedulerConfiguration {
    address = requireNonNullElse(address, "").strip();
    username = requireNonNullElse(username, "");
    password = requireNonNullElse(password, "");
    workflow = requireNonNullElse(workflow, "daily_embeddings");
    poll = requireNonNullElse(poll, Duration.seconds(10));
    timeout = requireNonNullElse(timeout, Duration.seconds(5));
  }

  /** The address, empty if there is none. */
  public Optional<URI> uri() {
    return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
  }

  /** Whether the address can be asked. */
  @ValidationMethod(message = "address is not an http or https URL, such as http://127.0.0.1:8081")
  public boolean isAddressUsable() {
    try {
      return uri()
          .map(uri -> uri.getHost() != null && uri.getScheme().startsWith("http"))
          .orElse(true);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "SchedulerConfiguration[address=%s, username=%s, workflow=%s]"
        .formatted(address, username, workflow);
  }
}
