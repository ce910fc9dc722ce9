package io.tidemark.store;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real HBase, with the schema, for all integration tests of a run: tests take a {@link
 * StoreConnection} or this as a parameter, and keep apart by using ids of their own.
 */
public class HBase implements BeforeAllCallback, ParameterResolver {
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

  /** The server and the connection all tests share. */
  private record Running(LocalStack stack, StoreConnection connection)
      implements CloseableResource {
    static Running start() {
      try {
        LocalStack stack = LocalStack.start(Files.createTempDirectory("hbase"), Component.HBASE);
        StoreConnection connection =
            StoreConnection.open(
                StoreConfig.of(stack.address(Component.HBASE))
                    .withOperationTimeout(OPERATION_TIMEOUT));
        new StoreSchema(connection).create();
        return new Running(stack, connection);
      } catch (IOException e) {
        throw new IllegalStateException("no folder for HBase", e);
      }
    }

    @Override
    public void close() {
      connection.close();
      stack.close();
    }
  }

  private Running running;

  /** Where it listens, after a restart too. */
  String address() {
    return running.stack().address(Component.HBASE);
  }

  /** Kills it without a warning. */
  void kill() {
    running.stack().kill(Component.HBASE);
  }

  /** Starts it again, at the same address, with the same data. */
  void start() {
    running.stack().start(Component.HBASE);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(Namespace.create(HBase.class))
            .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == StoreConnection.class || type == HBase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HBase.class ? this : running.connection();
  }
}
