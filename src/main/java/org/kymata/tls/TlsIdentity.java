package org.kymata.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate with its private key.
 *
 * @param key the private key
 * @param chain the certificate first, then its issuers, each signed by the next
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

  /**
   * The password of the key store. It is not a secret: the server needs it beside the file, and the
   * file's permissions protect the key.
   */
  static final char[] PASSWORD = "changeit".toCharArray();

  /** A certificate is renewed so long before its end. */
  static final Duration RENEWAL = Duration.ofDays(30);

  private static final String ALIAS = "kymata";

  /** The certificate itself. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Whether the certificate is valid and not due for renewal. */
  boolean isFresh(Instant now) {
    return now.isAfter(certificate().getNotBefore().toInstant())
        && now.isBefore(certificate().getNotAfter().toInstant().minus(RENEWAL));
  }

  /** The SHA-256 of a certificate, for people to compare, as {@code AB:CD:…}. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads a key store that {@link #write} wrote.
   *
   * @throws TlsException when it is damaged
   */
  static TlsIdentity read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      Certificate[] chain = store.getCertificateChain(ALIAS);
      if (!(store.getKey(ALIAS, PASSWORD) instanceof PrivateKey key) || chain == null) {
        throw new TlsException(
            file + " is damaged; delete it, and the next start creates it again");
      }
      return new TlsIdentity(key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    } catch (GeneralSecurityException | IOException e) {
      if (Files.notExists(file)) {
        throw new IOException(file + " is missing", e);
      }
      throw new TlsException(
          file + " is damaged; delete it, and the next start creates it again", e);
    }
  }

  /** Writes a PKCS#12 key store that only the owner can read. */
  void write(Path file) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, key, PASSWORD, chain.toArray(Certificate[]::new));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, PASSWORD);
      TlsFiles.write(file, out.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot write a PKCS#12 key store", e);
    }
  }
}
