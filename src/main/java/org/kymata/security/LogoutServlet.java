package org.kymata.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Ends the session, closes what it holds open, and shows the login form. */
@RequiresAccess(RequiredAccess.PERMIT_ALL)
@WebServlet("/logout")
public class LogoutServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient SessionCookies sessions;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    sessions.signOut(request, response);
    response.setHeader("Location", "login?signed-out");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
  }
}
