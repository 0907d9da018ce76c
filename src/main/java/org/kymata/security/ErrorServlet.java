package org.kymata.security;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.kymata.http.ProblemResponse;
import org.kymata.json.Problem;

/**
 * Replaces the container's error pages: HTML for people, a problem for programs, never a stack
 * trace.
 */
@RequiresAccess(RequiredAccess.PERMIT_ALL)
@WebServlet("/error")
public class ErrorServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ErrorServlet.class.getName());

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    try {
      respond(request, response);
    } catch (IOException e) {
      // The client closed the connection before its response; the server would log a long stack
      // trace.
      LOG.log(Level.DEBUG, "the client closed the connection before an error response", e);
    }
  }

  private void respond(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Opened directly, there is no error: such an address does not exist.
    int status = code instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
    String accept = request.getHeader("Accept");
    if (status == HttpServletResponse.SC_NOT_FOUND
        && accept != null
        && accept.contains("text/html")) {
      showNotFound(request, response);
    } else {
      ProblemResponse.send(response, new Problem(status, detail(status)));
    }
  }

  private void showNotFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    response.setContentType("text/html;charset=UTF-8");
    try (InputStream page = getServletContext().getResourceAsStream("/not-found.html")) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      response
          .getOutputStream()
          .write(withAbsoluteLinks(text, request).getBytes(StandardCharsets.UTF_8));
    }
  }

  // The page's links are relative, and the requested address may be deep.
  private static String withAbsoluteLinks(String page, HttpServletRequest request) {
    String root = request.getContextPath() + "/";
    return page.replaceAll("(href|src|action)=\"(?![/#]|[a-z]+:)", "$1=\"" + root);
  }

  private static String detail(int status) {
    return switch (status) {
      case 403 -> "your role does not allow this";
      case 404 -> "there is nothing at this address";
      case 405 -> "this address does not take that method";
      case 413 -> "the body is too large";
      default ->
          status < 500
              ? "the request cannot be understood"
              : "the hub failed at this; its log says why";
    };
  }
}
