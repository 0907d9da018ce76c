package org.kymata.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.kymata.errors.DomainException;

/**
 * An error for people and programs: {@code application/problem+json} (RFC 9457).
 *
 * @param status the HTTP status
 * @param detail what was wrong, where, and what would be right
 */
public record Problem(int status, String detail) {

  /** The media type of {@link #json()}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The problem of a domain exception. */
  public static Problem of(DomainException refusal) {
    return new Problem(refusal.kind().status(), refusal.getMessage());
  }

  /** The problem of any exception; hides internal details. */
  public static Problem ofFailure(Throwable fault) {
    return fault instanceof DomainException refusal
        ? of(refusal)
        : new Problem(500, "the hub failed at this; its log says why");
  }

  /** A builder with the problem's members, for adding more. */
  public JsonObjectBuilder builder() {
    return JsonProviders.PROVIDER
        .createObjectBuilder()
        .add("type", "about:blank")
        .add("title", title())
        .add("status", status)
        .add("detail", detail);
  }

  /** The JSON object. */
  public JsonObject json() {
    return builder().build();
  }

  private String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }
}
