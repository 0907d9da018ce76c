package org.kymata.tls;

/**
 * Thrown when a certificate or key is unusable; the message says which, why, and what would be
 * right.
 */
public final class TlsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
