package org.kymata.platform;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives everyone the same settings, read once from MicroProfile Config. */
@jakarta.enterprise.context.Dependent
public class SettingsProducer {

  /**
   * The settings of this deployment.
   *
   * @throws Settings.BadSetting when one cannot be used; this stops the start
   */
  @Produces
  @Singleton
  public Settings settings() {
    refuseDataGrid();
    Config config = ConfigProvider.getConfig();
    try {
      return Settings.read(name -> config.getOptionalValue(name, String.class));
    } catch (Settings.BadSetting e) {
      Terminal.say("Kymata cannot start: " + e.getMessage());
      throw e;
    }
  }

  /** Here, since whatever starts asks for the settings first. */
  private static void refuseDataGrid() {
    if (DataGrid.isOn()) {
      String words =
          "this server opens a data grid, by which any machine of the network can control it; start"
              + " it with --nohazelcast, and without --nocluster, which undoes that (java -jar"
              + " payara-micro.jar --nohazelcast --deploy …)";
      Terminal.say("Kymata cannot start: " + words);
      throw new IllegalStateException(words);
    }
  }
}
