package org.kymata.tls;

import java.util.List;

/**
 * The rules of every encrypted connection to the hub: TLS 1.2 and newer, only forward secrecy and
 * authenticated encryption (RFC 9325), no renegotiation.
 */
final class TlsPolicy {

  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Those of TLS 1.3, then those of TLS 1.2; small boards support the ones with AES-128. */
  static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** A client must finish its handshake within this time. */
  static final int HANDSHAKE_MILLIS = 10_000;

  /** The most sessions kept for clients that resume without a ticket, 2 KB each. */
  static final int MAX_CACHED_SESSIONS = 1_000;

  private TlsPolicy() {}
}
