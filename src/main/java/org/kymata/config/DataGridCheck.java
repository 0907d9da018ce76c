package org.kymata.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Payara's data grid (Hazelcast), which Payara Micro opens by default: any machine of the network
 * may join it without a password and have asadmin commands run on every member. Kymata has no use
 * for it, and does not start beside one. By reflection, since the server's classes are not the
 * application's to compile against.
 */
final class DataGridCheck {

  private static final Logger LOG = System.getLogger(DataGridCheck.class.getName());
  private static final String CORE = "fish.payara.nucleus.hazelcast.HazelcastCore";

  private DataGridCheck() {}

  /** Whether this server is, or is about to be, a member of one. */
  static boolean isEnabled() {
    try {
      Class<?> type = Class.forName(CORE, true, DataGridCheck.class.getClassLoader());
      Object core = type.getMethod("getCore").invoke(null);
      return core != null && (boolean) type.getMethod("isEnabled").invoke(core);
    } catch (ClassNotFoundException e) {
      // Another server, or one without it.
      return false;
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "Whether this server opens a data grid is unknown: {0}", e.toString());
      return false;
    }
  }
}
