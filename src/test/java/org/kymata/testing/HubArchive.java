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

/** The WAR as it was built, plus the settings of one test run. */
public final class HubArchive {

  /** The password of {@code admin} in every hub that tests start. */
  public static final String ADMIN_PASSWORD = "nine tall ships at anchor";

  static {
    // For every test against a server: one that shares its cores with others may be slow.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  private HubArchive() {}

  /** The WAR with a data directory that nobody used before. */
  public static WebArchive fresh() {
    return fresh("");
  }

  /** The same with further settings, lines of a properties file. */
  public static WebArchive fresh(String more) {
    String war = System.getProperty("kymata.test.war", "target/kymata.war");
    return ShrinkWrap.create(ZipImporter.class, "kymata.war")
        .importFrom(new File(war))
        .as(WebArchive.class)
        .addAsResource(
            new StringAsset(settings(freshDirectory()) + more),
            "META-INF/microprofile-config.properties");
  }

  private static Path freshDirectory() {
    return Path.of("target", "it", "data-" + Secrets.randomId(8)).toAbsolutePath();
  }

  private static String settings(Path dataDir) {
    // The ordinal puts them above the environment: no KYMATA_DATA_DIR of a developer is touched.
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
