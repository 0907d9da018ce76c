package org.kymata.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The certificate and key that the hub's owner provided, checked before the hub uses them. */
final class ProvidedCertificate {

  private static final int MIN_RSA_BITS = 2_048;
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private ProvidedCertificate() {}

  /**
   * Reads and checks both files: the key belongs to a certificate, which is valid now and for
   * servers, and each certificate of the chain is signed by the next.
   *
   * @throws TlsException with one line that says what is wrong
   */
  static TlsIdentity read(Path certificateFile, Path keyFile, Instant now) {
    List<X509Certificate> given = new ArrayList<>(Pem.certificates(certificateFile));
    PrivateKey key = Pem.key(keyFile);
    if (!key.getAlgorithm().equals("RSA") && !key.getAlgorithm().equals("EC")) {
      throw new TlsException(
          keyFile + " has a key for " + key.getAlgorithm() + "; browsers take RSA or EC");
    }
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new TlsException(
          keyFile
              + " has an RSA key of "
              + rsa.getModulus().bitLength()
              + " bits; it needs "
              + MIN_RSA_BITS
              + " at least");
    }
    X509Certificate own =
        given.stream()
            .filter(certificate -> Pem.isPair(certificate.getPublicKey(), key))
            .findFirst()
            .orElseThrow(
                () ->
                    new TlsException(
                        keyFile + " is not the key of the certificate in " + certificateFile));
    given.remove(own);
    List<X509Certificate> chain = chain(own, given, certificateFile);
    checkTimes(chain, certificateFile, now);
    checkUse(own, certificateFile);
    return new TlsIdentity(key, List.copyOf(chain));
  }

  /** Builds the chain from the certificate up to its issuers, whatever the sequence in the file. */
  private static List<X509Certificate> chain(
      X509Certificate own, List<X509Certificate> others, Path file) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    boolean found = true;
    while (found && !others.isEmpty()) {
      X509Certificate last = chain.get(chain.size() - 1);
      found = false;
      for (X509Certificate other : others) {
        if (isIssuedBy(other, last)) {
          chain.add(other);
          others.remove(other);
          found = true;
          break;
        }
      }
    }
    if (!others.isEmpty()) {
      throw new TlsException(
          file
              + " has a certificate that is not part of the chain, that of "
              + others.get(0).getSubjectX500Principal().getName()
              + ": each must have signed the one before it");
    }
    return chain;
  }

  private static boolean isIssuedBy(X509Certificate signer, X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(signer.getPublicKey());
      return signer.getBasicConstraints() >= 0;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void checkTimes(List<X509Certificate> chain, Path file, Instant now) {
    for (X509Certificate certificate : chain) {
      Instant end = certificate.getNotAfter().toInstant();
      Instant begin = certificate.getNotBefore().toInstant();
      String name = certificate.getSubjectX500Principal().getName();
      if (!now.isBefore(end)) {
        throw new TlsException(
            file + " has expired: " + name + " was valid until " + toSeconds(end) + "; renew it");
      }
      if (now.isBefore(begin)) {
        throw new TlsException(
            file
                + " is not valid yet: "
                + name
                + " begins at "
                + toSeconds(begin)
                + ", and this machine"
                + " has the time "
                + toSeconds(now));
      }
    }
  }

  private static void checkUse(X509Certificate certificate, Path file) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      if (uses != null && !uses.contains(SERVER_AUTH)) {
        throw new TlsException(file + " is not a certificate for servers (serverAuth)");
      }
      if (certificate.getSubjectAlternativeNames() == null) {
        throw new TlsException(
            file + " names no address (subjectAltName), so no browser would accept it");
      }
    } catch (CertificateParsingException e) {
      throw new TlsException(file + " has a certificate that cannot be read", e);
    }
  }

  private static Instant toSeconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
