package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import org.kymata.hosts.HostAddress;

/**
 * TLS to other Kymatas: the certificate must be one that this JVM trusts, for the very name that
 * was typed. Thread-safe.
 */
public class PeerTls {

  private SslContext context;

  /** What is trusted; read once, which takes a moment. */
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
