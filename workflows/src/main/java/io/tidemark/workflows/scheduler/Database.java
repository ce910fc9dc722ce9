package io.tidemark.workflows.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Types;
import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The scheduler's database, H2 in a file, open in one process at a time: whoever comes second is
 * refused, so two schedulers cannot both start the same task. A change that was committed is with
 * the operating system and survives the process's death.
 */
public final class Database implements AutoCloseable {
  private final FileChannel lockFile;
  private final HikariDataSource dataSource;
  private final Jdbi jdbi;

  private Database(FileChannel lockFile, HikariDataSource dataSource) {
    this.lockFile = lockFile;
    this.dataSource = dataSource;
    this.jdbi = configured(Jdbi.create(dataSource));
  }

  /**
   * Opens it, and creates what is missing.
   *
   * @param folder of the scheduler
   * @throws SchedulerException if another process has it, or the file cannot be read
   */
  public static Database open(Path folder) {
    FileChannel lock = locked(folder);
    HikariConfig config = new HikariConfig();
    // WRITE_DELAY=0: without it, a commit waits in memory for up to half a second.
    config.setJdbcUrl(
        "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
            .formatted(folder.resolve("state").toAbsolutePath()));
    config.setMaximumPoolSize(8);
    config.setPoolName("scheduler");
    try {
      Database database = new Database(lock, new HikariDataSource(config));
      database.jdbi.useHandle(handle -> handle.createScript(schema()).execute());
      return database;
    } catch (RuntimeException e) {
      close(lock);
      throw new SchedulerException(
          "the scheduler's database in %s cannot be opened: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    dataSource.close();
    close(lockFile);
  }

  private static FileChannel locked(Path folder) {
    Path file = folder.resolve("lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isTaken(channel)) {
        channel.close();
        throw new SchedulerException(
            "another scheduler runs on %s: it is stopped with './tidemark down scheduler'"
                .formatted(folder));
      }
      return channel;
    } catch (IOException e) {
      throw new SchedulerException("cannot lock %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new SchedulerException("cannot release the scheduler's lock", e);
    }
  }

  private static Jdbi configured(Jdbi jdbi) {
    jdbi.registerArgument(new InstantArgument());
    jdbi.registerColumnMapper(
        Instant.class,
        (row, column, context) -> {
          long micros = row.getLong(column);
          return row.wasNull() ? null : Micros.toInstant(micros);
        });
    jdbi.registerColumnMapper(
        RunStatus.class, (row, column, context) -> RunStatus.of(row.getString(column)));
    jdbi.registerColumnMapper(
        TaskStatus.class,
        (row, column, context) -> {
          String id = row.getString(column);
          return id == null ? null : TaskStatus.of(id);
        });
    jdbi.registerColumnMapper(
        Reprocess.class, (row, column, context) -> Reprocess.of(row.getString(column)));
    for (Class<?> row :
        new Class<?>[] {
          Attempt.class,
          Backfill.class,
          DagRow.class,
          PoolRow.class,
          Run.class,
          TaskRow.class,
          TryRow.class,
          VariableRow.class,
          XComRow.class
        }) {
      jdbi.registerRowMapper(ConstructorMapper.factory(row));
    }
    return jdbi;
  }

  private static String schema() {
    try (InputStream file = Database.class.getResourceAsStream("schema.sql")) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new SchedulerException("the schema cannot be read", e);
    }
  }

  private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.BIGINT);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setLong(position, Micros.of(value));
    }
  }
}
