package org.kymata.transport.rest;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kymata.errors.DomainException;
import org.kymata.http.ProblemResponse;
import org.kymata.http.TextResponse;
import org.kymata.security.RequiredAccess;

/**
 * Answers a plain {@code POST /api/readings} as {@link ReadingsResource} would, without JAX-RS,
 * which costs more than all other work on a reading together (ADR 20). Requests that need content
 * negotiation go on to JAX-RS. Runs after the access filter and the body filter (web.xml).
 */
public class ReadingsPostFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String JSON = "application/json";

  @Inject private transient ReadingsPostHandler postHandler;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isPlain(request)) {
      chain.doFilter(request, response);
      return;
    }
    try {
      RequiredAccess.NODE_OR_OPERATOR.require(request.getUserPrincipal());
      byte[] body = RequestBody.readBytes(request.getInputStream());
      ReadingsPostHandler.Reply answer = postHandler.submit(request.getUserPrincipal(), body);
      TextResponse.send(response, answer.status(), answer.type(), answer.json());
    } catch (DomainException failure) {
      ProblemResponse.send(response, failure);
    }
  }

  /** Whether the request is JSON in and JSON out, without content negotiation. */
  private static boolean isPlain(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    String type = request.getContentType();
    return "POST".equals(request.getMethod())
        && (accept == null || accept.equals("*/*") || accept.equals(JSON))
        && (type == null || type.equals(JSON));
  }
}
