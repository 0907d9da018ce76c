package org.kymata.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Renews the certificate that the hub's own authority issued for this machine, when needed. */
final class LocalCertificateRenewer {

  private LocalCertificateRenewer() {}

  /**
   * Returns the certificate of this directory while it fits the machine, else writes and returns a
   * new one. It fits while the authority is its issuer, it has every name and address that the
   * machine has now, and it does not expire within a month.
   *
   * @throws TlsException when the authority's files are damaged
   */
  static TlsIdentity loadOrRenew(TlsFiles files, MachineNames names, Instant now)
      throws IOException {
    LocalCertificateAuthority authority =
        LocalCertificateAuthority.loadOrCreate(files, names.host(), now);
    if (Files.exists(files.keyStore())) {
      try {
        TlsIdentity known = TlsIdentity.read(files.keyStore());
        if (known.isFresh(now)
            && isSigned(known.certificate(), authority.certificate())
            && names(known.certificate()).containsAll(names.names())
            && names(known.certificate()).containsAll(names.addresses())) {
          return known;
        }
      } catch (TlsException e) {
        // Damaged; nothing is lost by deleting it.
        Files.delete(files.keyStore());
      }
    }
    TlsIdentity made = authority.issue(names, now);
    made.write(files.keyStore());
    return made;
  }

  static boolean isSigned(X509Certificate certificate, X509Certificate by) {
    try {
      certificate.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The names and addresses in a certificate. */
  static Set<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives == null
          ? Set.of()
          : alternatives.stream()
              .map(alternative -> String.valueOf(alternative.get(1)))
              .collect(Collectors.toUnmodifiableSet());
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }
}
