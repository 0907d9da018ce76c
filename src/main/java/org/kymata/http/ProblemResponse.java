package org.kymata.http;

import jakarta.servlet.http.HttpServletResponse;
import org.kymata.errors.DomainException;
import org.kymata.json.Problem;

/** Writes an error as a problem, for filters and servlets outside of JAX-RS. */
public final class ProblemResponse {

  private ProblemResponse() {}

  /** Responds with the problem of an exception. */
  public static void send(HttpServletResponse response, DomainException refusal) {
    if (refusal.kind() == DomainException.Kind.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"Kymata\"");
    }
    refusal.retryAfterSeconds().ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
    send(response, Problem.of(refusal));
  }

  /** Responds with {@code problem}. */
  public static void send(HttpServletResponse response, Problem problem) {
    String json = problem.json().toString();
    TextResponse.send(response, problem.status(), Problem.MEDIA_TYPE, json);
  }
}
