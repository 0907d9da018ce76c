package org.kymata.errors;

import java.util.OptionalInt;

/**
 * A request that cannot be fulfilled. The message tells a person what was wrong and what would be
 * right; each transport converts it in one place.
 */
public class DomainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kind of an error, with its HTTP status. */
  public enum Kind {
    /** The input is wrong. */
    BAD_INPUT(400),
    /** The caller is not signed in, or its token is unknown. */
    UNAUTHENTICATED(401),
    /** The caller is known but lacks the permission. */
    FORBIDDEN(403),
    /** It does not exist. */
    NOT_FOUND(404),
    /** It exists but cannot be changed. */
    METHOD_NOT_ALLOWED(405),
    /** It conflicts with the present state. */
    CONFLICT(409),
    /** It exceeds the limit for one call. */
    TOO_LARGE(413),
    /** It is well-formed but cannot be done. */
    UNPROCESSABLE(422),
    /** Too many calls: try again later. */
    TOO_MANY(429),
    /** A part that it needs is out of order at the moment. */
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status of this kind. */
    public int status() {
      return status;
    }
  }

  private final Kind kind;
  private final int retryAfterSeconds;

  /** An error of this kind; the caller sees {@code message}. */
  public DomainException(Kind kind, String message) {
    this(kind, message, 0);
  }

  /** An error that ends by itself after {@code retryAfterSeconds}. */
  public DomainException(Kind kind, String message, int retryAfterSeconds) {
    // An expected result, not a bug: without a stack trace it costs next to nothing.
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The kind of the error. */
  public Kind kind() {
    return kind;
  }

  /** After how many seconds the same call may succeed, when known. */
  public OptionalInt retryAfterSeconds() {
    return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
  }

  /** BAD_INPUT: {@code message} says where and what would be right. */
  public static DomainException badInput(String message) {
    return new DomainException(Kind.BAD_INPUT, message);
  }

  /** NOT_FOUND. */
  public static DomainException notFound(String message) {
    return new DomainException(Kind.NOT_FOUND, message);
  }

  /** CONFLICT. */
  public static DomainException conflict(String message) {
    return new DomainException(Kind.CONFLICT, message);
  }
}
