package org.kymata.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Runs for {@code ./run}, whose shell cannot use TLS: sends a GET to the hub and prints the status,
 * then the body. Trusts only the certificate in the data directory. Arguments: the data directory
 * and the URL. Prints nothing when the hub does not respond.
 */
public final class TlsProbe {

  private static final int TIMEOUT_MILLIS = 5_000;

  private TlsProbe() {}

  /** Sends the request. */
  public static void main(String[] arguments) throws GeneralSecurityException {
    try {
      System.out.println(request(Path.of(arguments[0]), URI.create(arguments[1])));
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static String request(Path dataDirectory, URI address)
      throws IOException, GeneralSecurityException {
    HttpsURLConnection connection = (HttpsURLConnection) address.toURL().openConnection();
    connection.setSSLSocketFactory(trustContext(dataDirectory).getSocketFactory());
    // The hub may listen on an address that a provided certificate does not name, so the
    // certificate itself is compared.
    connection.setHostnameVerifier((name, session) -> isOwnCertificate(session, dataDirectory));
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return status + "\n" + text;
    }
  }

  private static boolean isOwnCertificate(javax.net.ssl.SSLSession session, Path dataDirectory) {
    try {
      return session.getPeerCertificates()[0].equals(
          TlsIdentity.read(TlsFiles.in(dataDirectory).keyStore()).certificate());
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLContext trustContext(Path dataDirectory)
      throws IOException, GeneralSecurityException {
    TlsIdentity identity = TlsIdentity.read(TlsFiles.in(dataDirectory).keyStore());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hub", identity.chain().get(identity.chain().size() - 1));
    trusted.setCertificateEntry("own", identity.certificate());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
