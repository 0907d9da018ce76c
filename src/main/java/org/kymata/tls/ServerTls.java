package org.kymata.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.kymata.config.Console;
import org.kymata.config.Settings;

/**
 * TLS on the ports that the hub opens itself, and its certificate. Returns nothing when TLS is off.
 * Thread-safe.
 */
@ApplicationScoped
public class ServerTls {

  @Inject private Settings settings;

  private TlsIdentity identity;
  private X509Certificate authority;
  private volatile SslContext context;

  /** For CDI. */
  public ServerTls() {}

  /** For use without a container; {@link #load} reads the certificate. */
  public ServerTls(Settings settings) {
    this.settings = settings;
  }

  /**
   * Reads the certificate that {@code ./run} prepared.
   *
   * @throws TlsException when it is unusable, which stops the start
   */
  @PostConstruct
  public void load() {
    if (settings.tlsKeyStore().isEmpty()) {
      return;
    }
    try {
      identity = TlsIdentity.read(settings.tlsKeyStore().get());
      authority = authority(identity);
      context = context(identity);
    } catch (IOException | TlsException e) {
      Console.println("Kymata cannot start: " + e.getMessage());
      throw new TlsException(e.getMessage(), e);
    }
  }

  /** The authority that issued the certificate, when it is the hub's own. */
  private X509Certificate authority(TlsIdentity identity) {
    TlsFiles files = TlsFiles.in(settings.dataDir());
    List<X509Certificate> chain = identity.chain();
    if (chain.size() == 2 && Files.exists(files.authority())) {
      X509Certificate known = Pem.certificates(files.authority()).get(0);
      return known.equals(chain.get(1)) ? known : null;
    }
    return null;
  }

  private static SslContext context(TlsIdentity identity) throws SSLException {
    return SslContextBuilder.forServer(
            identity.key(), identity.chain().toArray(X509Certificate[]::new))
        .sslProvider(SslProvider.JDK)
        .protocols(TlsPolicy.PROTOCOLS)
        .ciphers(TlsPolicy.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .sessionCacheSize(TlsPolicy.MAX_CACHED_SESSIONS)
        .build();
  }

  /** Whether the hub's ports use TLS. */
  public boolean isEnabled() {
    return context != null;
  }

  /** When the certificate expires; empty without TLS. */
  Optional<Instant> end() {
    return Optional.ofNullable(identity)
        .map(shown -> shown.certificate().getNotAfter().toInstant());
  }

  /** The first handler of an accepted connection; empty without TLS. */
  public Optional<SslHandler> handler(Channel channel) {
    SslContext current = context;
    if (current == null) {
      return Optional.empty();
    }
    SslHandler handler = current.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(TlsPolicy.HANDSHAKE_MILLIS);
    return Optional.of(handler);
  }

  /**
   * The certificate of the hub's own authority, which people install on their devices; empty
   * without TLS, and when the hub's owner provided a certificate.
   */
  public Optional<X509Certificate> authority() {
    return Optional.ofNullable(authority);
  }

  /** Encodes a certificate as PEM. */
  public static String pem(X509Certificate certificate) throws IOException {
    return Pem.encode(certificate);
  }
}
