package org.kymata.tls;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs for {@code ./run} before the server starts, with the data directory as its argument: checks
 * or creates the certificate, writes the key store, and prints what {@code ./run} needs, one {@code
 * name value} a line. Without a usable certificate it prints one line on standard error and exits
 * with 1.
 */
public final class PrepareTls {

  private PrepareTls() {}

  /** Prepares TLS. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      prepare(Path.of(arguments[0]), System.getenv(), Instant.now())
          .forEach((name, value) -> out.println(name + " " + value));
    } catch (TlsException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (IOException | UncheckedIOException e) {
      System.err.println(
          "the certificate cannot be written into the data directory: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Prepares the key store of a data directory.
   *
   * @param environment the settings {@code KYMATA_TLS_CERTIFICATE}, {@code KYMATA_TLS_KEY} and
   *     {@code KYMATA_ALLOWED_HOSTS}
   * @return {@code listener}, the configuration of the server's listeners; {@code end}, when the
   *     certificate expires; and with the hub's own authority its {@code fingerprint}
   */
  static Map<String, String> prepare(
      Path dataDirectory, Map<String, String> environment, Instant now) throws IOException {
    TlsFiles files = TlsFiles.in(dataDirectory);
    files.createDirectory();
    Optional<String> certificate = setting(environment, "KYMATA_TLS_CERTIFICATE");
    Optional<String> key = setting(environment, "KYMATA_TLS_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      throw new TlsException(
          (key.isPresent() ? "KYMATA_TLS_CERTIFICATE" : "KYMATA_TLS_KEY")
              + " is missing: a certificate and its key are given together, or neither");
    }
    Map<String, String> result = new java.util.LinkedHashMap<>();
    TlsIdentity identity;
    if (certificate.isPresent()) {
      identity = ProvidedCertificate.read(Path.of(certificate.get()), Path.of(key.get()), now);
      identity.write(files.keyStore());
    } else {
      identity =
          LocalCertificateRenewer.loadOrRenew(
              files, MachineNames.current(configuredNames(environment)), now);
      result.put("fingerprint", TlsIdentity.fingerprint(identity.chain().get(1)));
    }
    result.put(
        "end",
        identity
            .certificate()
            .getNotAfter()
            .toInstant()
            .truncatedTo(ChronoUnit.DAYS)
            .toString()
            .substring(0, 10));
    result.put("listener", listener(files.keyStore()));
    return result;
  }

  /** The names in the settings under which the hub is opened, without patterns. */
  private static Set<String> configuredNames(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("KYMATA_ALLOWED_HOSTS", "").split(","))
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  private static Optional<String> setting(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /**
   * The configuration element that enables TLS on a listener. It names the class, since the
   * server's usual one would use its own certificate, whose key is public. The type JKS reads
   * PKCS#12 too.
   */
  private static String listener(Path keyStore) {
    return "<ssl classname=\"org.glassfish.grizzly.config.ssl.JSSEImplementation\" key-store=\""
        + escaped(keyStore.toString())
        + "\" key-store-type=\"JKS\" key-store-password=\""
        + String.valueOf(TlsIdentity.PASSWORD)
        + "\" ssl2-enabled=\"false\" ssl3-enabled=\"false\" tls-enabled=\"false\""
        + " tls11-enabled=\"false\" tls12-enabled=\"true\" tls13-enabled=\"true\""
        + " ssl3-tls-ciphers=\""
        + String.join(",", TlsPolicy.CIPHERS)
        + "\" handshake-timeout-millis=\""
        + TlsPolicy.HANDSHAKE_MILLIS
        + "\" tls-session-cache-size=\""
        + TlsPolicy.MAX_CACHED_SESSIONS
        + "\" renegotiate-on-client-auth-want=\"false\"></ssl>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
