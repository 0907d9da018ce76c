package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import org.kymata.hosts.HostAddress;

/**
 * TLS to other Kymatas: the certificate must be trusted by this JVM, for exactly the name that the
 * user entered. Thread-safe.
 */
public class PeerTls {

  private SslContext context;

  /** The trust store's context; created once, because that takes a moment. */
  public synchronized SslContext context() {
    if (context == null) {
      try {
        context = builder().endpointIdentificationAlgorithm("HTTPS").build();
      } catch (SSLException e) {
        throw new IllegalStateException("this JVM has no TLS", e);
      }
    }
    return context;
  }

  SslContextBuilder builder() {
    return SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
  }

  public ChannelHandler handler(Channel channel, HostAddress address) {
    String name = address.host().replaceFirst("\\.$", "").replaceFirst("%.*", "");
    return context().newHandler(channel.alloc(), name, address.port());
  }
}
