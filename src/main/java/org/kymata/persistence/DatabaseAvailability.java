package org.kymata.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;

/** Whether the relational store responds. While it does not, calls fail at once. */
final class DatabaseAvailability {

  private static final Logger LOG = System.getLogger(DatabaseAvailability.class.getName());
  private static final int RETRY_SECONDS = 5;

  /** Classes of SQL states that mean the statement or its data, not the store. */
  private static final Set<String> STATEMENT_ERROR_CLASSES = Set.of("21", "22", "23", "40", "42");

  private final HealthIssues issues;
  private volatile boolean unavailable;

  DatabaseAvailability(HealthIssues faults) {
    this.issues = faults;
  }

  boolean isUnavailable() {
    return unavailable;
  }

  /** The store failed, and failed again when it was checked. */
  void markUnavailable(Throwable why) {
    LOG.log(Level.WARNING, "the relational store failed: {0}", rootCause(why).toString());
    unavailable = true;
    issues.raise(HealthIssue.DATABASE_AWAY, Map.of());
  }

  void markAvailable() {
    unavailable = false;
    issues.resolve(HealthIssue.DATABASE_AWAY);
  }

  static DomainException unavailableError() {
    return new DomainException(
        DomainException.Kind.UNAVAILABLE,
        "the hub's database of accounts and nodes does not answer at the moment; try again soon",
        RETRY_SECONDS);
  }

  /** Whether the store failed, rather than the statement. */
  static boolean isDatabaseFailure(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || !STATEMENT_ERROR_CLASSES.contains(state.substring(0, 2));
      }
    }
    return false;
  }

  static Throwable rootCause(Throwable fault) {
    return fault.getCause() == null ? fault : rootCause(fault.getCause());
  }
}
