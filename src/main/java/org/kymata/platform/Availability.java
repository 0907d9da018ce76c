package org.kymata.platform;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Whether the relational store is there. While it is not, everybody is told so at once. */
final class Availability {

  private static final Logger LOG = System.getLogger(Availability.class.getName());
  private static final int RETRY_SECONDS = 5;

  /** Classes of SQL states that speak of the statement or its data, not of the store. */
  private static final Set<String> ABOUT_THE_WORK = Set.of("21", "22", "23", "40", "42");

  private final Faults faults;
  private volatile boolean away;

  Availability(Faults faults) {
    this.faults = faults;
  }

  boolean isAway() {
    return away;
  }

  /** It failed, and failed again when it was asked whether it is there. */
  void leave(Throwable why) {
    LOG.log(Level.WARNING, "the relational store failed: {0}", rootOf(why).toString());
    away = true;
    faults.begin(Fault.DATABASE_AWAY, Map.of());
  }

  void comeBack() {
    away = false;
    faults.end(Fault.DATABASE_AWAY);
  }

  static DomainException refusal() {
    return new DomainException(
        DomainException.Kind.UNAVAILABLE,
        "the hub's database of accounts and nodes does not answer at the moment; try again soon",
        RETRY_SECONDS);
  }

  /** Whether the store failed, and not what was asked of it. */
  static boolean isOfStore(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || !ABOUT_THE_WORK.contains(state.substring(0, 2));
      }
    }
    return false;
  }

  static Throwable rootOf(Throwable fault) {
    return fault.getCause() == null ? fault : rootOf(fault.getCause());
  }
}
