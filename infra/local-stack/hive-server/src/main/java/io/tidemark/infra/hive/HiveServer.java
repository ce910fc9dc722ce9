package io.tidemark.infra.hive;

import io.tidemark.infra.component.LocalServer;
import io.tidemark.infra.component.ServerProcess;
import io.tidemark.infra.component.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import org.apache.hive.service.server.HiveServer2;

/**
 * HiveServer2 with its metastore and Tez in this JVM. Its configuration is {@code hive-site.xml} on
 * the class path, which takes the folder and the port from system properties set here.
 *
 * <p>Arguments: {@code --data} (folder), {@code --port}, {@code --health-port}.
 */
public final class HiveServer implements LocalServer {
  private final String url;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Connection connection;

  private HiveServer(String url) {
    this.url = url;
  }

  public static void main(String[] args) {
    ServerProcess.run("hive", args, HiveServer::start);
  }

  private static HiveServer start(ServerSettings settings) throws IOException {
    Path data = Files.createDirectories(settings.path("data"));
    int port = settings.port("port");
    System.setProperty("stack.home", data.toString());
    System.setProperty("stack.port", Integer.toString(port));
    System.setProperty("derby.stream.error.file", data.resolve("derby.log").toString());
    // Returns once it listens; a failed start ends the JVM from inside.
    HiveServer2.main(new String[0]);
    return new HiveServer("jdbc:hive2://127.0.0.1:%d/default".formatted(port));
  }

  /** A statement over JDBC that goes through to the metastore, on one session kept open. */
  @Override
  public String ask() throws SQLException {
    if (connection == null) {
      connection = DriverManager.getConnection(url, "health", "");
    }
    try (Statement statement = connection.createStatement();
        ResultSet databases = statement.executeQuery("SHOW DATABASES")) {
      int count = 0;
      while (databases.next()) {
        count++;
      }
      return count + (count == 1 ? " database" : " databases");
    } catch (SQLException e) {
      connection.close();
      connection = null;
      throw e;
    }
  }

  @Override
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Lets the session go; HiveServer2 stops itself by a shutdown hook of its own. */
  @Override
  public void close() {
    closed.countDown();
  }
}
