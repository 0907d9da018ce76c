package org.kymata.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that the hub uses: issued for the machine, or provided, which must be valid. */
class PrepareTlsTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final MachineNames LAB =
      new MachineNames(
          "lab", Set.of("lab", "lab.local", "localhost"), Set.of("127.0.0.1", "192.168.1.30"));

  @TempDir private Path directory;

  private TlsFiles files() throws IOException {
    TlsFiles files = TlsFiles.in(directory);
    files.createDirectory();
    return files;
  }

  // --- Issued for the machine ------------------------------------------------------------------

  @Test
  void certificateOfTheMachineIsSignedByItsOwnAuthorityAndNamesAllOfIt() throws Exception {
    TlsIdentity made = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    X509Certificate authority = Pem.certificates(files().authority()).get(0);
    made.certificate().verify(authority.getPublicKey());
    assertEquals(authority, made.chain().get(1));
    assertEquals(0, authority.getBasicConstraints(), "it signs servers, not further authorities");
    assertEquals(-1, made.certificate().getBasicConstraints());
    assertEquals(
        Set.of("lab", "lab.local", "localhost", "127.0.0.1", "192.168.1.30"),
        LocalCertificateRenewer.names(made.certificate()));
    assertTrue(
        Duration.between(NOW, made.certificate().getNotAfter().toInstant()).toDays() <= 397,
        "phones take no certificate that is valid for years");
  }

  @Test
  void onlyTheOwnerReadsTheKeys() throws Exception {
    LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    try (Stream<Path> all = Files.list(files().directory())) {
      for (Path file : all.toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(files().directory())));
  }

  @Test
  void certificateStaysWhileItFitsAndIsMadeAnewWhenItDoesNot() throws Exception {
    TlsIdentity first = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    MachineNames moved = new MachineNames("lab", LAB.names(), Set.of("127.0.0.1", "192.168.1.31"));
    MachineNames less = new MachineNames("lab", LAB.names(), Set.of("127.0.0.1"));
    record Case(String name, MachineNames names, Instant now, boolean stays) {}
    for (Case each :
        List.of(
            new Case("the next start", LAB, NOW.plusSeconds(60), true),
            new Case("Wi-Fi is off", less, NOW.plusSeconds(60), true),
            new Case("a year less a week later", LAB, NOW.plus(Duration.ofDays(358)), true),
            new Case("another address", moved, NOW.plusSeconds(60), false),
            new Case("a month before its end", LAB, NOW.plus(Duration.ofDays(370)), false),
            new Case("the clock was wrong", LAB, NOW.minus(Duration.ofDays(90)), false))) {
      first.write(files().keyStore());
      TlsIdentity now = LocalCertificateRenewer.loadOrRenew(files(), each.names(), each.now());
      assertEquals(each.stays(), now.certificate().equals(first.certificate()), each.name());
      assertEquals(first.chain().get(1), now.chain().get(1), "the authority stays: " + each.name());
      assertEquals(now.certificate(), TlsIdentity.read(files().keyStore()).certificate());
    }
  }

  @Test
  void damagedKeyStoreIsMadeAnewButAnAuthorityNever() throws Exception {
    TlsIdentity first = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    Files.writeString(files().keyStore(), "torn");
    TlsIdentity second = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    assertNotEquals(first.certificate(), second.certificate());

    Files.delete(files().authorityKey());
    TlsException lost =
        assertThrows(
            TlsException.class, () -> LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW));
    assertTrue(lost.getMessage().contains("ca.key"), lost.getMessage());
    Files.writeString(files().authorityKey(), "torn");
    assertThrows(TlsException.class, () -> LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW));
  }

  @Test
  void certificateDoesNotOutliveItsAuthority() throws Exception {
    TlsIdentity first = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    Instant end = first.chain().get(1).getNotAfter().toInstant();
    TlsIdentity late =
        LocalCertificateRenewer.loadOrRenew(files(), LAB, end.minus(Duration.ofDays(60)));
    assertEquals(end, late.certificate().getNotAfter().toInstant());
    TlsIdentity after =
        LocalCertificateRenewer.loadOrRenew(files(), LAB, end.minus(Duration.ofDays(20)));
    assertNotEquals(first.chain().get(1), after.chain().get(1));
    assertTrue(Files.exists(files().authority().resolveSibling("ca.crt.old")));
  }

  @Test
  void runGetsWhatItNeeds() throws Exception {
    Map<String, String> result = PrepareTls.prepare(directory, Map.of(), NOW);
    X509Certificate authority = Pem.certificates(files().authority()).get(0);
    assertEquals(TlsIdentity.fingerprint(authority), result.get("fingerprint"));
    assertTrue(result.get("fingerprint").matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    assertTrue(result.get("listener").contains(files().keyStore().toString()));
    assertFalse(result.get("listener").contains("\n"));
    Set<String> names =
        LocalCertificateRenewer.names(TlsIdentity.read(files().keyStore()).certificate());
    assertTrue(names.contains("localhost") && names.contains("127.0.0.1"), names.toString());
    assertTrue(names.contains(MachineNames.hostName()), names.toString());
  }

  @Test
  void namesUnderWhichTheHubIsOpenedAreInIt() throws Exception {
    PrepareTls.prepare(
        directory,
        Map.of("KYMATA_ALLOWED_HOSTS", "Hub.example.org, *.example.org,*, 192.168.1.5"),
        NOW);
    Set<String> names =
        LocalCertificateRenewer.names(TlsIdentity.read(files().keyStore()).certificate());
    assertTrue(names.contains("hub.example.org"), names.toString());
    assertTrue(names.stream().noneMatch(name -> name.contains("*")), names.toString());
  }

  // --- Provided ------------------------------------------------------------------------------

  private static String pem(Object... objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return text.toString();
  }

  private static String rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return pem(new JcaPKCS8Generator(generator.generateKeyPair().getPrivate(), null));
  }

  /** As {@code openssl pkcs8 -topk8} writes it with a password. */
  private static final String WITH_PASSWORD =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
          + "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjYgViCVN83HAICCAAw\n"
          + "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKOhSAwY5LUQK/Nm6hAVevAEgZBe\n"
          + "edxhxH8syJ6dK39OoZgd30QwavAszenIvBuCQDthUoVSt2U+ZP7cjmSyMuDlnWD6\n"
          + "M232nyH02hP3rsE2TkbKc/EcLr+ukZyaTxhxLdRncJ/srxX+8K/QRbf62JrLWCTB\n"
          + "S241mKp56Fsgi6jSRLmzUvTHgU80zmtoj35Cwi3Nwmypp2bIJ5qYDTUIthJj0eo=\n"
          + "-----END ENCRYPTED PRIVATE KEY-----\n";

  /** RFC 5915 with the name of the curve, as OpenSSL writes it. */
  private static String sec1(TlsIdentity of) throws IOException {
    ECPrivateKey key = (ECPrivateKey) of.key();
    byte[] point =
        SubjectPublicKeyInfo.getInstance(of.certificate().getPublicKey().getEncoded())
            .getPublicKeyData()
            .getOctets();
    byte[] encoded =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, key.getS(), new DERBitString(point), SECObjectIdentifiers.secp256r1)
            .getEncoded();
    return pem(new PemObject("EC PRIVATE KEY", encoded));
  }

  private Map<String, String> give(String certificate, String key) throws IOException {
    Files.writeString(directory.resolve("given.crt"), certificate);
    Files.writeString(directory.resolve("given.key"), key);
    return Map.of(
        "KYMATA_TLS_CERTIFICATE", directory.resolve("given.crt").toString(),
        "KYMATA_TLS_KEY", directory.resolve("given.key").toString());
  }

  @TestFactory
  Stream<DynamicTest> keysOfEveryFormAreTaken() throws Exception {
    TlsIdentity made = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    X509Certificate own = made.certificate();
    X509Certificate authority = made.chain().get(1);
    Map<String, String[]> good = new TreeMap<>();
    String pkcs8 = pem(new JcaPKCS8Generator(made.key(), null));
    String sec1 = sec1(made);
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    good.put("PKCS#8", new String[] {pem(own, authority), pkcs8});
    good.put("SEC 1", new String[] {pem(own, authority), sec1});
    good.put("SEC 1 as openssl ecparam writes it", new String[] {pem(own), parameters + sec1});
    good.put("the chain in another order", new String[] {pem(authority, own), pkcs8});
    good.put("Windows' ends of lines", new String[] {pem(own).replace("\n", "\r\n"), pkcs8});
    good.put("text around", new String[] {"Bag Attributes\n" + pem(own), "key:\n" + pkcs8});
    good.put("one file for both", new String[] {pem(own) + pkcs8, pem(own) + pkcs8});
    RsaCertificate rsa = RsaCertificate.make(NOW);
    good.put("RSA, PKCS#8", new String[] {pem(rsa.certificate()), rsa.pkcs8()});
    good.put("RSA, PKCS#1", new String[] {pem(rsa.certificate()), rsa.pkcs1()});
    return good.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      Map<String, String> result =
                          PrepareTls.prepare(
                              directory, give(each.getValue()[0], each.getValue()[1]), NOW);
                      assertFalse(result.containsKey("fingerprint"), "it has no local authority");
                      TlsIdentity served = TlsIdentity.read(files().keyStore());
                      assertTrue(Pem.isPair(served.certificate().getPublicKey(), served.key()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> badOnesStopTheStartWithOneLineThatSaysWhy() throws Exception {
    TlsIdentity made = LocalCertificateRenewer.loadOrRenew(files(), LAB, NOW);
    TlsIdentity other =
        LocalCertificateRenewer.loadOrRenew(
            new TlsFiles(Files.createDirectory(directory.resolve("other"))), LAB, NOW);
    String own = pem(made.certificate());
    String key = pem(new JcaPKCS8Generator(made.key(), null));
    Instant later = NOW.plus(Duration.ofDays(500));
    Instant before = NOW.minus(Duration.ofDays(2));
    record Case(String certificate, String key, Instant now, String word) {}
    Map<String, Case> bad = new TreeMap<>();
    bad.put(
        "not a pair",
        new Case(own, pem(new JcaPKCS8Generator(other.key(), null)), NOW, "is not the key of"));
    bad.put("expired", new Case(own, key, later, "has expired"));
    bad.put("not yet", new Case(own, key, before, "is not valid yet"));
    bad.put(
        "a stranger in the chain",
        new Case(own + pem(other.chain().get(1)), key, NOW, "not part of the chain"));
    bad.put("twice the same", new Case(own + own, key, NOW, "not part of the chain"));
    bad.put("no certificate", new Case(key, key, NOW, "no certificate"));
    bad.put("no key", new Case(own, own, NOW, "no private key"));
    bad.put("empty", new Case("", "", NOW, "no certificate"));
    bad.put("a key with a password", new Case(own, WITH_PASSWORD, NOW, "password"));
    bad.put("cut", new Case(own.substring(0, own.length() / 2), key, NOW, "PEM"));
    bad.put("damaged", new Case(own.replaceFirst("\nMII", "\nAAA"), key, NOW, "PEM"));
    bad.put("a short RSA key", new Case(own, rsa(1024), NOW, "1024 bits"));
    bad.put(
        "an authority's own", new Case(pem(made.chain().get(1)), authorityKey(), NOW, "subject"));
    return bad.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      Case given = each.getValue();
                      Map<String, String> settings = give(given.certificate(), given.key());
                      String message =
                          assertThrows(
                                  TlsException.class,
                                  () -> PrepareTls.prepare(directory, settings, given.now()))
                              .getMessage();
                      assertTrue(message.contains(given.word()), message);
                      assertFalse(message.contains("\n"), message);
                    }));
  }

  private String authorityKey() throws IOException {
    return Files.readString(files().authorityKey());
  }

  @Test
  void incompleteSettingsAndMissingFilesStopTheStart() {
    Map<String, String> alone = Map.of("KYMATA_TLS_KEY", "/etc/kymata/key.pem");
    TlsException missing =
        assertThrows(TlsException.class, () -> PrepareTls.prepare(directory, alone, NOW));
    assertTrue(missing.getMessage().startsWith("KYMATA_TLS_CERTIFICATE is missing"));
    Map<String, String> absent =
        Map.of("KYMATA_TLS_CERTIFICATE", "/absent/c.pem", "KYMATA_TLS_KEY", "/absent/k.pem");
    TlsException notThere =
        assertThrows(TlsException.class, () -> PrepareTls.prepare(directory, absent, NOW));
    assertEquals("/absent/c.pem is not there", notThere.getMessage());
  }
}
