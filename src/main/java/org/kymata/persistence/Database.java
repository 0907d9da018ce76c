package org.kymata.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.kymata.config.Console;
import org.kymata.config.DataDirectory;
import org.kymata.config.Settings;
import org.kymata.health.HealthIssues;

/**
 * The relational store: accounts, nodes and everything else that is small and needs transactions.
 *
 * <p>The application opens it itself, not the server, so that the WAR works on any server without
 * set-up, and any thread may use it.
 */
@ApplicationScoped
public class Database {

  /** A larger H2 file is rewritten: its content takes a fraction of that. */
  private static final long COMPACT_BYTES = 32L << 20;

  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 30;
  private static final long CONNECT_MILLIS = CONNECT_SECONDS * 1000L;

  /** A database server that starts at the same time may take a while. */
  private static final long START_MILLIS = 60_000;

  /** Writes without changing anything: the first row of the table that Flyway creates. */
  private static final String PROBE =
      "update \"flyway_schema_history\" set \"description\" = \"description\""
          + " where \"installed_rank\" = 1";

  // All transactions hold the read lock; only replacing the file takes the write lock.
  private final ReadWriteLock useLock = new ReentrantReadWriteLock();
  private Settings settings;
  private DatabaseAvailability availability;
  private HikariDataSource pool;
  private EntityManagerFactory factory;

  /** For CDI. */
  protected Database() {}

  /** A store according to the settings; {@link #open} opens it. */
  @Inject
  public Database(Settings settings, HealthIssues faults) {
    this.settings = settings;
    this.availability = new DatabaseAvailability(faults);
  }

  /** Opens the pool and migrates the tables. */
  @PostConstruct
  public void open() {
    makeDataDirectory();
    HikariConfig config = new HikariConfig();
    config.setPoolName("kymata");
    // Named, since a WAR's drivers do not register with the server's DriverManager.
    config.setDriverClassName(isH2(settings) ? "org.h2.Driver" : "org.postgresql.Driver");
    config.setJdbcUrl(settings.dbUrl());
    config.setUsername(settings.dbUser());
    config.setPassword(settings.dbPassword());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setInitializationFailTimeout(START_MILLIS);
    if (!isH2(settings)) {
      // Without them a call may wait for minutes for a server whose machine is gone.
      config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
      config.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
    }
    pool = connect(config);
    compact();
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .load()
        .migrate();
    factory =
        Persistence.createEntityManagerFactory(
            "kymata", Map.of("jakarta.persistence.nonJtaDataSource", pool));
  }

  private static HikariDataSource connect(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      // Without the URL, which may contain a password.
      Console.println(
          "Kymata cannot start: its database cannot be opened: "
              + DatabaseAvailability.rootCause(e).getMessage());
      throw e;
    }
  }

  private void makeDataDirectory() {
    DataDirectory.create(h2File().getParent());
  }

  private Path h2File() {
    return settings.dataDir().resolve("relational").resolve("kymata.mv.db");
  }

  /**
   * Keeps H2's file small, which only grows by appending (ADR 2): above 32 MiB it is rewritten, and
   * all other transactions wait for the tenths of a second that this takes.
   */
  public void compact() {
    if (isH2(settings) && h2File().toFile().length() > COMPACT_BYTES) {
      compactNow();
    }
  }

  void compactNow() {
    useLock.writeLock().lock();
    try {
      Connection connection = pool.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("shutdown compact");
      } finally {
        pool.evictConnection(connection);
      }
    } catch (SQLException e) {
      throw new PersistenceException("the relational store could not be compacted", e);
    } finally {
      // The file was replaced under the other connections; new ones open the new file.
      pool.getHikariPoolMXBean().softEvictConnections();
      useLock.writeLock().unlock();
    }
  }

  /** Closes the pool; H2 writes its file. */
  @PreDestroy
  public void close() {
    if (factory != null) {
      factory.close();
    }
    if (pool != null) {
      pool.close();
    }
  }

  /**
   * Runs {@code work} in one transaction, rolled back when it throws. On return it is on disk, even
   * if the process is killed right after.
   *
   * @throws DomainException UNAVAILABLE while the store is away; a transaction that was running
   *     when it went away may or may not be committed
   */
  public <T> T write(Function<EntityManager, T> work) {
    return useLock(
        entities -> {
          try {
            entities.getTransaction().begin();
            T result = work.apply(entities);
            entities.getTransaction().commit();
            flush();
            return result;
          } finally {
            if (entities.getTransaction().isActive()) {
              entities.getTransaction().rollback();
            }
          }
        });
  }

  /**
   * Waits until H2 has written the commit: H2 does so up to half a second later, and with
   * WRITE_DELAY=0 at once only when no other thread uses the file.
   */
  private void flush() {
    if (!isH2(settings)) {
      return;
    }
    try {
      execute("checkpoint sync");
    } catch (SQLException e) {
      throw new PersistenceException("the relational store could not be written to disk", e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isH2(Settings settings) {
    return settings.dbUrl().startsWith("jdbc:h2:");
  }

  /** Runs {@code work} as {@link #write} does. */
  public void run(Consumer<EntityManager> work) {
    write(
        entities -> {
          work.accept(entities);
          return null;
        });
  }

  /**
   * Runs read-only {@code work}.
   *
   * @throws DomainException UNAVAILABLE while the store is away
   */
  public <T> T read(Function<EntityManager, T> work) {
    return useLock(work);
  }

  private <T> T useLock(Function<EntityManager, T> work) {
    if (availability.isUnavailable()) {
      throw DatabaseAvailability.unavailableError();
    }
    useLock.readLock().lock();
    try {
      return withEntityManager(work);
    } catch (RuntimeException e) {
      if (!DatabaseAvailability.isDatabaseFailure(e)) {
        throw e;
      }
      if (!canWrite()) {
        availability.markUnavailable(e);
      }
      throw DatabaseAvailability.unavailableError();
    } finally {
      useLock.readLock().unlock();
    }
  }

  private <T> T withEntityManager(Function<EntityManager, T> work) {
    EntityManager entities = factory.createEntityManager();
    try {
      return work.apply(entities);
    } finally {
      entities.close();
    }
  }

  /**
   * Checks that the store responds, and opens it again after an outage. Must be called about every
   * two seconds, by one thread at a time.
   */
  public void checkAvailability() {
    if (availability.isUnavailable()) {
      // After a failed write H2 stays closed for existing connections; new ones open it again.
      pool.getHikariPoolMXBean().softEvictConnections();
      if (canWrite()) {
        availability.markAvailable();
      }
      return;
    }
    try {
      execute("select 1");
    } catch (SQLException e) {
      if (!canWrite()) {
        availability.markUnavailable(e);
      }
    }
  }

  /** Really writes: a full disk fails only for writers. */
  private boolean canWrite() {
    try {
      execute(PROBE);
      flush();
      return true;
    } catch (SQLException | PersistenceException e) {
      return false;
    }
  }
}
