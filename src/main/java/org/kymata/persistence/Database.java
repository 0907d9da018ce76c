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
 * The relational store: accounts, nodes and whatever else is small and needs transactions.
 *
 * <p>It is opened by the application itself and not by the server, so that the WAR alone works on
 * any server without set-up, and so that any thread may use it.
 */
@ApplicationScoped
public class Database {

  /** An H2 file larger than this is written anew: what lives in it takes a fraction of that. */
  private static final long COMPACT_BYTES = 32L << 20;

  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 30;
  private static final long CONNECT_MILLIS = CONNECT_SECONDS * 1000L;

  /** A server that starts at the same time as we do may take a while. */
  private static final long START_MILLIS = 60_000;

  /** Writes, and changes nothing: the first row of the table that Flyway makes. */
  private static final String PROBE =
      "update \"flyway_schema_history\" set \"description\" = \"description\""
          + " where \"installed_rank\" = 1";

  // Everybody who works holds it for reading; alone is only who exchanges the file.
  private final ReadWriteLock useLock = new ReentrantReadWriteLock();
  private Settings settings;
  private DatabaseAvailability availability;
  private HikariDataSource pool;
  private EntityManagerFactory factory;

  /** For the container. */
  protected Database() {}

  /** A store as the settings name it; {@link #open} opens it. */
  @Inject
  public Database(Settings settings, HealthIssues faults) {
    this.settings = settings;
    this.availability = new DatabaseAvailability(faults);
  }

  /** Opens the pool and brings the tables up to date. */
  @PostConstruct
  public void open() {
    makeDataDirectory();
    HikariConfig config = new HikariConfig();
    config.setPoolName("kymata");
    // Named, since a WAR's drivers do not register themselves with the server's DriverManager.
    config.setDriverClassName(isH2(settings) ? "org.h2.Driver" : "org.postgresql.Driver");
    config.setJdbcUrl(settings.dbUrl());
    config.setUsername(settings.dbUser());
    config.setPassword(settings.dbPassword());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setInitializationFailTimeout(START_MILLIS);
    if (!isH2(settings)) {
      // Without them a call may wait for minutes on a server whose machine is gone.
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
      // Without its address, in which a password may be.
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
   * Keeps H2's file small, which is only ever appended to (ADR 2): over 32 MiB it is written anew,
   * and everybody else waits for the tenths of a second that it takes.
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
      // The others were cut off with it; the next one opens the new file.
      pool.getHikariPoolMXBean().softEvictConnections();
      useLock.writeLock().unlock();
    }
  }

  /** Closes the pool; H2 writes its file out. */
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
   * Runs {@code work} in one transaction, rolled back when it throws. On return it is on disk, also
   * for a process that is killed the moment after.
   *
   * @throws DomainException UNAVAILABLE while the store is away; whether a transaction was kept
   *     during which it went away is not known
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
   * H2 writes a commit out up to half a second later, and with WRITE_DELAY=0 at once only when no
   * other thread is busy with the file; this waits until it is there.
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
   * Runs {@code work}, which only reads.
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
   * Asks the store whether it is there; one that was away is opened again. To be called every two
   * seconds or so, by one thread at a time.
   */
  public void checkAvailability() {
    if (availability.isUnavailable()) {
      // H2 that could not write is closed for good, but for those who connect anew.
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

  /** A true write: a disk may be full only for those who write. */
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
