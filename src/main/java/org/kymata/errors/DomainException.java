package org.kymata.errors;

import java.util.OptionalInt;

/**
 * Something that a caller asked for and cannot have; its message tells a person what was wrong and
 * what would be right. Doors turn it into the form of their own language, in one place each.
 */
public class DomainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal this is, with the HTTP status that says the same. */
  public enum Kind {
    /** The input is wrong. */
    BAD_INPUT(400),
    /** Nobody is signed in, or the token is unknown. */
    UNAUTHENTICATED(401),
    /** Known, but not allowed to. */
    FORBIDDEN(403),
    /** There is no such thing. */
    NOT_FOUND(404),
    /** There is such a thing, but it cannot be changed. */
    METHOD_NOT_ALLOWED(405),
    /** It clashes with what is there. */
    CONFLICT(409),
    /** More than one call may carry. */
    TOO_LARGE(413),
    /** Understood, but what it asks for cannot be done. */
    UNPROCESSABLE(422),
    /** Too many, too fast: try again later. */
    TOO_MANY(429),
    /** A part that is needed does not work at the moment. */
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status that says the same. */
    public int status() {
      return status;
    }
  }

  private final Kind kind;
  private final int retryAfterSeconds;

  /** A refusal of this kind; {@code message} is shown to the person. */
  public DomainException(Kind kind, String message) {
    this(kind, message, 0);
  }

  /** A refusal that ends by itself after {@code retryAfterSeconds}. */
  public DomainException(Kind kind, String message, int retryAfterSeconds) {
    // A refusal is an answer, not a fault: without a stack trace it costs next to nothing.
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What kind of refusal this is. */
  public Kind kind() {
    return kind;
  }

  /** In how many seconds the same call may succeed, where that is known. */
  public OptionalInt retryAfterSeconds() {
    return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
  }

  /** The input is wrong: {@code message} says where and what would be right. */
  public static DomainException badInput(String message) {
    return new DomainException(Kind.BAD_INPUT, message);
  }

  /** There is no such thing. */
  public static DomainException notFound(String message) {
    return new DomainException(Kind.NOT_FOUND, message);
  }

  /** It clashes with what is there. */
  public static DomainException conflict(String message) {
    return new DomainException(Kind.CONFLICT, message);
  }
}
