package org.kymata.tls;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Certificates and keys in PEM files (RFC 7468), and the older forms of keys that OpenSSL writes.
 */
final class Pem {

  // A chain of four certificates has 8 KB.
  private static final long MAX_BYTES = 1 << 20;

  private Pem() {}

  /**
   * All certificates of a file, in the file's sequence; at least one.
   *
   * @throws TlsException when there is none, or the file cannot be read
   */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Object object : readObjects(file)) {
        if (object instanceof X509CertificateHolder holder) {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException(file + " has a certificate that cannot be read", e);
    }
    if (found.isEmpty()) {
      throw new TlsException(
          file + " has no certificate; it must be a PEM file with -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  /**
   * The private key of a file: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC).
   *
   * @throws TlsException when there is none, it has a password, or the file cannot be read
   */
  static PrivateKey key(Path file) {
    for (Object object : readObjects(file)) {
      try {
        if (object instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        if (object instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        }
      } catch (IOException e) {
        throw new TlsException(file + " has a key of a kind that cannot be used; RSA or EC can", e);
      }
      if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
        throw new TlsException(
            file
                + " has a password, but the hub starts without one; remove it with"
                + " openssl pkey -in OLD -out NEW, and let only the owner read the file");
      }
    }
    throw new TlsException(
        file + " has no private key; it must be a PEM file with -----BEGIN PRIVATE KEY-----");
  }

  private static List<Object> readObjects(Path file) {
    List<Object> objects = new ArrayList<>();
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TlsException(file + " is too large for a PEM file of certificates or a key");
      }
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
          PEMParser parser = new PEMParser(reader)) {
        for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
          objects.add(next);
        }
      }
      return objects;
    } catch (IOException e) {
      String why =
          Files.notExists(file)
              ? "is not there"
              : Files.isReadable(file) ? "is no PEM file" : "cannot be read by this user";
      throw new TlsException(file + " " + why, e);
    } catch (RuntimeException e) {
      if (e instanceof TlsException) {
        throw e;
      }
      // The parser throws this when it does not understand the file.
      throw new TlsException(file + " is no PEM file", e);
    }
  }

  /** Whether the public key belongs to the private key. */
  static boolean isPair(PublicKey publicKey, PrivateKey key) {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] any = "kymata".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(any);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(any);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String encode(X509Certificate certificate) throws IOException {
    return encodeObject(certificate);
  }

  /** Encodes a key as PKCS#8. */
  static String encode(PrivateKey key) throws IOException {
    return encodeObject(new JcaPKCS8Generator(key, null));
  }

  private static String encodeObject(Object object) throws IOException {
    Writer text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString().replace("\r\n", "\n");
  }
}
