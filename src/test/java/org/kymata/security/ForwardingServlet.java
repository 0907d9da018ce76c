package org.kymata.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Forwards from a public address to any other one, as a spelling would that the access table and
 * the routing read differently. {@code /css/detour?method=…&to=…}
 */
@WebServlet("/css/detour")
public class ForwardingServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String method = request.getParameter("method");
    request
        .getRequestDispatcher(request.getParameter("to"))
        .forward(
            new HttpServletRequestWrapper(request) {
              @Override
              public String getMethod() {
                return method;
              }
            },
            response);
  }
}
