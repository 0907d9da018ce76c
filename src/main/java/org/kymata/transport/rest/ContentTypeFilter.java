package org.kymata.transport.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.kymata.http.ProblemResponse;
import org.kymata.json.Problem;
import org.kymata.text.Texts;

/**
 * Answers requests with an invalid {@code Content-Type}. Jersey parses it before any of the hub's
 * filters runs, and would answer with an empty 400.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class ContentTypeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String type = request.getContentType();
    if (isMalformed(type)) {
      String message =
          "Content-Type must be application/json, but is \"" + Texts.forDisplay(type) + "\"";
      ProblemResponse.send(response, new Problem(415, message));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isMalformed(String type) {
    try {
      return type != null && MediaType.valueOf(type) == null;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
