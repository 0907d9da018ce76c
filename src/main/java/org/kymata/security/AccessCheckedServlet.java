package org.kymata.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kymata.errors.DomainException;
import org.kymata.http.ProblemResponse;

/** A servlet that checks its caller against its own {@link RequiresAccess}. */
public abstract class AccessCheckedServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    RequiresAccess access = getClass().getAnnotation(RequiresAccess.class);
    try {
      (access == null ? RequiredAccess.DENY_ALL : access.value())
          .require(request.getUserPrincipal());
    } catch (DomainException refusal) {
      ProblemResponse.send(response, refusal);
      return;
    }
    super.service(request, response);
  }
}
