package org.kymata.hosts.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.hosts.AllowedAddresses;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.agent.AgentFixture;
import org.kymata.hosts.agent.ConnectAttempt;
import org.kymata.hosts.agent.HostConnector;

/**
 * The key is sent only to the machine whose certificate is trusted for exactly the name that was
 * entered.
 */
class PeerTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String KEY = "kymk_22222222222222222222222222222222";

  @TempDir private Path directory;
  private AgentFixture hub;
  private KeyStore keys;
  private SSLServerSocket listening;
  private volatile String asked = "";

  @BeforeEach
  void open() throws Exception {
    hub = new AgentFixture(directory);
    keys = keysOf("localhost");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    listening =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(this::answer, "other Kymata");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
    hub.close();
  }

  private KeyStore keysOf(String name) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "k",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private void answer() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        byte[] bytes = new byte[4_096];
        int length = socket.getInputStream().read(bytes);
        asked = new String(bytes, 0, Math.max(0, length), US_ASCII);
        socket
            .getOutputStream()
            .write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        socket.getOutputStream().flush();
        socket.getInputStream().read();
      } catch (IOException e) {
        // The hub trusts no certificate so far; the next hub does, until the end of the test.
      }
    }
  }

  private ConnectFailure connect(String name, PeerTls tls) {
    HostAddress address = HostAddress.parse("https://" + name + ":" + listening.getLocalPort());
    ConnectAttempt attempt = new ConnectAttempt(address, KEY);
    try (HostConnector dialler =
        new HostConnector(
            new AllowedAddresses(hub.stage.settings), hub.context, Thread::new, tls)) {
      dialler.dial(address, attempt, Runnable::run);
      CompletionException failed =
          assertThrows(
              CompletionException.class,
              () -> attempt.identified().orTimeout(60, TimeUnit.SECONDS).join());
      return (ConnectFailure) failed.getCause();
    }
  }

  private PeerTls trusting() throws GeneralSecurityException {
    X509Certificate certificate = (X509Certificate) keys.getCertificate("k");
    return new PeerTls() {
      @Override
      SslContextBuilder builder() {
        return super.builder().trustManager(List.of(certificate));
      }
    };
  }

  @Test
  void untrustedCertificateGetsNoKey() {
    ConnectFailure failed = connect("localhost", new PeerTls());
    assertEquals(Code.WRONG_PROTOCOL, failed.code());
    assertTrue(failed.getMessage().contains("certificate"), failed.getMessage());
    assertEquals("", asked);
  }

  @Test
  void certificateOfAnotherNameGetsNoKey() throws GeneralSecurityException {
    ConnectFailure failed = connect("127.0.0.1", trusting());
    assertEquals(Code.WRONG_PROTOCOL, failed.code());
    assertTrue(failed.getMessage().contains("127.0.0.1"), failed.getMessage());
    assertEquals("", asked);
  }

  @Test
  void certificateThatIsTrustedForThisNameGetsTheKey() throws GeneralSecurityException {
    ConnectFailure failed = connect("localhost", trusting());
    assertEquals(Code.WRONG_KEY, failed.code(), failed.getMessage());
    assertTrue(asked.contains("Bearer " + KEY), asked);
  }
}
