package org.kymata.tls;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The hub's own certificate authority (RFC 5280; ECDSA with P-256). People install it once on each
 * device; the hub can then renew its certificate whenever its addresses change.
 */
final class LocalCertificateAuthority {

  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3_650);
  // Apple's systems accept no certificate that is valid for longer, even from a private authority
  // (825 days), and browsers lower their limits.
  private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(397);
  // A microcontroller's clock may be a little behind; the certificate must be valid already.
  private static final Duration SKEW = Duration.ofDays(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;

  private LocalCertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** The certificate that people install. */
  X509Certificate certificate() {
    return certificate;
  }

  /**
   * Loads the authority of this directory; creates one when there is none or it has expired.
   *
   * @throws TlsException when its files are damaged: it is never replaced automatically, since
   *     every device would have to trust the new one
   */
  static LocalCertificateAuthority loadOrCreate(TlsFiles files, String host, Instant now)
      throws IOException {
    boolean certificate = Files.exists(files.authority());
    boolean key = Files.exists(files.authorityKey());
    if (certificate && key) {
      LocalCertificateAuthority known = read(files);
      if (now.isBefore(known.end().minus(TlsIdentity.RENEWAL))) {
        return known;
      }
      // Kept as a backup: the clock may be wrong, and every device trusts this authority.
      Files.move(files.authority(), backupOf(files.authority()), REPLACE_EXISTING);
      Files.move(files.authorityKey(), backupOf(files.authorityKey()), REPLACE_EXISTING);
    } else if (certificate || key) {
      throw new TlsException(
          "the local authority is incomplete: put "
              + (key ? files.authority() : files.authorityKey())
              + " back from a backup, or delete the other file too; devices must then trust a new"
              + " one");
    }
    LocalCertificateAuthority made = create(host, now);
    files.createDirectory();
    TlsFiles.write(files.authorityKey(), Pem.encode(made.key).getBytes(StandardCharsets.US_ASCII));
    TlsFiles.write(
        files.authority(), Pem.encode(made.certificate).getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  private static Path backupOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".old");
  }

  private Instant end() {
    return certificate.getNotAfter().toInstant();
  }

  private static LocalCertificateAuthority read(TlsFiles files) throws IOException {
    List<X509Certificate> certificates = Pem.certificates(files.authority());
    PrivateKey key = Pem.key(files.authorityKey());
    if (!Pem.isPair(certificates.get(0).getPublicKey(), key)) {
      throw new TlsException(
          files.authorityKey()
              + " is not the key of "
              + files.authority()
              + ": put the right one"
              + " back from a backup");
    }
    return new LocalCertificateAuthority(certificates.get(0), key);
  }

  private static LocalCertificateAuthority create(String host, Instant now) {
    KeyPair keys = newKeyPair();
    String name = "Kymata CA of " + (host.length() > 50 ? host.substring(0, 50) : host);
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, "Kymata")
            .addRDN(BCStyle.CN, name)
            .build();
    try {
      X509v3CertificateBuilder builder =
          builder(subject, subject, keys.getPublic(), now, now.plus(AUTHORITY_VALIDITY))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new LocalCertificateAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException e) {
      throw unsupported(e);
    }
  }

  /** Issues a certificate for these names, with a new key. */
  TlsIdentity issue(MachineNames names, Instant now) {
    KeyPair keys = newKeyPair();
    List<GeneralName> alternatives = new ArrayList<>();
    names.names().forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
    names
        .addresses()
        .forEach(address -> alternatives.add(new GeneralName(GeneralName.iPAddress, address)));
    Instant latestEnd = now.minus(SKEW).plus(CERTIFICATE_VALIDITY);
    Instant end = latestEnd.isBefore(end()) ? latestEnd : end();
    String host = names.host();
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.CN, host.length() > 64 ? host.substring(0, 64) : host)
            .build();
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
      X509v3CertificateBuilder builder =
          builder(issuer, subject, keys.getPublic(), now, end)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(alternatives.toArray(GeneralName[]::new)))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  identifiers.createAuthorityKeyIdentifier(certificate))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  identifiers.createSubjectKeyIdentifier(keys.getPublic()));
      return new TlsIdentity(keys.getPrivate(), List.of(sign(builder, key), certificate));
    } catch (GeneralSecurityException | CertIOException e) {
      throw unsupported(e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(126, RANDOM).setBit(126),
        Date.from(now.minus(SKEW)),
        Date.from(end),
        subject,
        key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw unsupported(e);
    }
  }

  private static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  private static IllegalStateException unsupported(Exception e) {
    return new IllegalStateException("this JVM cannot make a certificate", e);
  }
}
