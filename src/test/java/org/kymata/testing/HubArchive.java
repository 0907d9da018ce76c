package org.kymata.testing;

import java.io.File;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.kymata.platform.Secrets;

/** The WAR as it was built, plus the settings of one test run. */
public final class HubArchive {

  /** The password of {@code admin} in every hub that tests start. */
  public static final String ADMIN_PASSWORD = "the admin of the tests";

  private HubArchive() {}

  /**
   * The WAR with a data directory that nobody used before.
   *
   * @param more settings besides, such as {@code kymata.tcp.port=7000}; without, that door is off
   */
  public static WebArchive fresh(String... more) {
    String war = System.getProperty("kymata.test.war", "target/kymata.war");
    return ShrinkWrap.create(ZipImporter.class, "kymata.war")
        .importFrom(new File(war))
        .as(WebArchive.class)
        .addAsResource(
            new StringAsset(settings(freshDirectory()) + doors(more)),
            "META-INF/microprofile-config.properties");
  }

  private static Path freshDirectory() {
    return Path.of("target", "it", "data-" + Secrets.randomId(8)).toAbsolutePath();
  }

  /** Of a property that is there twice the last counts. */
  private static String doors(String... more) {
    return "kymata.tcp.port=0\n" + String.join("\n", more);
  }

  private static String settings(Path dataDir) {
    // The ordinal puts them above the environment: no KYMATA_DATA_DIR of a developer is touched.
    return """
    config_ordinal=1000
    kymata.data.dir=%s
    kymata.admin.password=%s
    """
        .formatted(dataDir.toString().replace("\\", "\\\\"), ADMIN_PASSWORD);
  }
}
