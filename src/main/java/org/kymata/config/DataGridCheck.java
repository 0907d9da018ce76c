package org.kymata.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Detects Payara's data grid (Hazelcast), which Payara Micro opens by default: any machine of the
 * network may join it without a password and run asadmin commands on every member. Kymata does not
 * need it and refuses to start with it. Uses reflection, since the application cannot compile
 * against the server's classes.
 */
final class DataGridCheck {

  private static final Logger LOG = System.getLogger(DataGridCheck.class.getName());
  private static final String CORE = "fish.payara.nucleus.hazelcast.HazelcastCore";

  private DataGridCheck() {}

  /** Whether this server is a member of a data grid, or is about to become one. */
  static boolean isEnabled() {
    try {
      Class<?> type = Class.forName(CORE, true, DataGridCheck.class.getClassLoader());
      Object core = type.getMethod("getCore").invoke(null);
      return core != null && (boolean) type.getMethod("isEnabled").invoke(core);
    } catch (ClassNotFoundException e) {
      // Another server, or one without a data grid.
      return false;
    } catch (ReflectiveOperationException e) {
      LOG.log(
          Level.WARNING,
          "Kymata could not check whether this server opens a data grid: {0}",
          e.toString());
      return false;
    }
  }
}
