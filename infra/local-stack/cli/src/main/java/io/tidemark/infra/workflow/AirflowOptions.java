package io.tidemark.infra.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.ComponentStatus;
import io.tidemark.infra.stack.StackException;
import io.tidemark.infra.stack.Supervisor;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to: the stack's scheduler, which is started if need be, or another.
 */
public final class AirflowOptions {
  private static final String PASSWORD = "TIDEMARK_AIRFLOW_PASSWORD";
  private static final String ADMIN = "admin";

  @Mixin private StackOptions stack;

  @Option(
      names = "--airflow",
      paramLabel = "URL",
      description =
          "An Airflow, version 2 or 3, such as https://airflow.example.org (default: the stack's own"
              + " scheduler).")
  private Optional<String> url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = ADMIN,
      description =
          "User at --airflow (${DEFAULT-VALUE}); the password is taken from $"
              + PASSWORD
              + ", or asked for.")
  private String user;

  StackOptions stack() {
    return stack;
  }

  AirflowClient connect() {
    if (url.isPresent()) {
      return AirflowClient.connect(AirflowAddress.of(url.get(), user, password()));
    }
    Supervisor supervisor = stack.supervisor();
    if (supervisor.status(Component.SCHEDULER).state() != ComponentStatus.State.UP) {
      supervisor.up(EnumSet.of(Component.SCHEDULER));
    }
    return AirflowClient.connect(
        AirflowAddress.of(
            supervisor.address(Component.SCHEDULER),
            ADMIN,
            read(stack.folder().schedulerCredentials())));
  }

  private String password() {
    String given = System.getenv(PASSWORD);
    if (given != null) {
      return given;
    }
    if (System.console() == null) {
      throw new StackException("set $%s to the password of '%s'".formatted(PASSWORD, user));
    }
    return new String(System.console().readPassword("Password of %s at %s: ", user, url.get()));
  }

  private static String read(Path credentials) {
    try {
      JsonNode passwords = new ObjectMapper().readTree(credentials.toFile());
      return passwords.path(ADMIN).asText();
    } catch (IOException e) {
      throw new StackException(
          "cannot read the scheduler's passwords in %s: %s".formatted(credentials, e.getMessage()),
          e);
    }
  }
}
