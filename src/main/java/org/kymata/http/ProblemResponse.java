package org.kymata.http;

import jakarta.servlet.http.HttpServletResponse;
import org.kymata.errors.DomainException;
import org.kymata.json.Problem;

/** Writes a refusal as a problem, for those parts of the way that are before JAX-RS. */
public final class ProblemResponse {

  private ProblemResponse() {}

  /** Answers with {@code refusal}. */
  public static void send(HttpServletResponse response, DomainException refusal) {
    if (refusal.kind() == DomainException.Kind.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"Kymata\"");
    }
    refusal.retryAfterSeconds().ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
    send(response, Problem.of(refusal));
  }

  /** Answers with {@code problem}. */
  public static void send(HttpServletResponse response, Problem problem) {
    String json = problem.json().toString();
    TextResponse.send(response, problem.status(), Problem.MEDIA_TYPE, json);
  }
}
