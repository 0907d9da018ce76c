package org.kymata.testing;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.kymata.crypto.Secrets;

/** The built WAR with the settings of one test run. */
public final class HubArchive {

  /** The password of {@code admin} in every hub that tests start. */
  public static final String ADMIN_PASSWORD = "nine tall ships at anchor";

  static {
    // For every test with a server: one that shares its cores with others may be slow.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  private HubArchive() {}

  /** The WAR with a new data directory. */
  public static WebArchive fresh() {
    return fresh("");
  }

  /** The same with further settings, lines of a properties file. */
  public static WebArchive fresh(String more) {
    String war = System.getProperty("kymata.test.war", "target/kymata.war");
    WebArchive archive =
        ShrinkWrap.create(ZipImporter.class, "kymata.war")
            .importFrom(new File(war))
            .as(WebArchive.class)
            .addAsResource(
                new StringAsset(settings(freshDirectory()) + more),
                "META-INF/microprofile-config.properties");
    // The prepared server has them, as that of ./run does.
    String[] libraries = new File("target/payara/server/libraries").list();
    for (String library : libraries == null ? new String[0] : libraries) {
      archive.delete("/WEB-INF/lib/" + library);
    }
    return archive;
  }

  private static Path freshDirectory() {
    return Path.of("target", "it", "data-" + Secrets.randomId(8)).toAbsolutePath();
  }

  private static String settings(Path dataDir) {
    // The ordinal puts them above the environment, so that a developer's KYMATA_DATA_DIR is not
    // used.
    return """
    config_ordinal=1000
    kymata.data.dir=%s
    kymata.admin.password=%s
    kymata.node.port=%d
    kymata.tcp.port=0
    """
        .formatted(dataDir.toString().replace("\\", "\\\\"), ADMIN_PASSWORD, NodePortClient.PORT);
  }
}
