package org.kymata.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces the settings, read once from MicroProfile Config. */
@jakarta.enterprise.context.Dependent
public class SettingsProducer {

  /**
   * The settings of this deployment.
   *
   * @throws Settings.InvalidSettingException when a setting is invalid; this stops the start
   */
  @Produces
  @Singleton
  public Settings settings() {
    rejectDataGrid();
    Config config = ConfigProvider.getConfig();
    try {
      return Settings.read(name -> config.getOptionalValue(name, String.class));
    } catch (Settings.InvalidSettingException e) {
      Console.println("Kymata cannot start: " + e.getMessage());
      throw e;
    }
  }

  /** Checked here, since everything that starts needs the settings first. */
  private static void rejectDataGrid() {
    if (DataGridCheck.isEnabled()) {
      String message =
          "this server opens a data grid, by which any machine of the network can control it; start"
              + " it with --nohazelcast, and without --nocluster, which undoes that (java -jar"
              + " payara-micro.jar --nohazelcast --deploy …)";
      Console.println("Kymata cannot start: " + message);
      throw new IllegalStateException(message);
    }
  }
}
