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
 * Called by {@code ./run}, whose shell speaks no TLS: asks the hub for an address and prints the
 * status of the answer, then its body. Trusts the certificate in the data directory and no other.
 * Arguments: the data directory and the address. Prints nothing while nobody answers.
 */
public final class TlsProbe {

  private static final int TIMEOUT_MILLIS = 5_000;

  private TlsProbe() {}

  /** Runs it. */
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
    // It may listen at an address that a given certificate does not name; it is the one
    // certificate.
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
