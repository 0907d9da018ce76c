package org.kymata.access;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kymata.platform.DomainException;
import org.kymata.platform.Texts;

/** The login form; plain HTML, so that it works without JavaScript. */
@RequiresAccess(Owner.ANYONE)
@WebServlet("/login")
public class LoginServlet extends CheckedServlet {

  private static final long serialVersionUID = 1L;

  // A page of ours with its query: nothing that leads elsewhere.
  private static final Pattern OWN_PAGE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}(\\?[\\x21-\\x5b\\x5d-\\x7e]{0,999})?");

  @Inject private transient Accounts accounts;
  @Inject private transient SessionCookies sessions;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getUserPrincipal() instanceof Caller.User) {
      goTo(response, request.getParameter("to"));
      return;
    }
    String message = request.getParameter("signed-out") == null ? "" : "You were signed out.";
    show(request, response, HttpServletResponse.SC_OK, message);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setCharacterEncoding(StandardCharsets.UTF_8.name());
    String name = text(request, "username");
    String password = text(request, "password");
    try {
      Optional<Account> account = accounts.authenticate(name, password, ClientAddress.of(request));
      if (account.isEmpty()) {
        show(
            request,
            response,
            HttpServletResponse.SC_UNAUTHORIZED,
            "The name or the password is not right.");
        return;
      }
      sessions.signIn(request, response, account.get());
      goTo(response, request.getParameter("to"));
    } catch (DomainException refusal) {
      refusal
          .retryAfterSeconds()
          .ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
      String sentence = refusal.getMessage();
      show(
          request,
          response,
          refusal.kind().status(),
          Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
    }
  }

  private static String text(HttpServletRequest request, String field) {
    String value = request.getParameter(field);
    return value == null ? "" : value;
  }

  private static void goTo(HttpServletResponse response, String to) {
    boolean own = to != null && OWN_PAGE.matcher(to).matches() && isPage(to);
    // Relative to /login, so that any context path works.
    response.setHeader("Location", own ? to : "./");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
  }

  /** No reading of the GET transport: a link to the login must not store one. */
  private static boolean isPage(String to) {
    String path = "/" + to.replaceFirst("[?].*", "");
    return !path.contains("/.") && AccessRules.ownerOf("GET", path) != Owner.SENDER;
  }

  private void show(
      HttpServletRequest request, HttpServletResponse response, int status, String message)
      throws IOException {
    String to = request.getParameter("to");
    String shown =
        message.isEmpty()
            ? ""
            : "<p class=\"login-message\" role=\"alert\">" + Texts.html(message) + "</p>";
    String page =
        template()
            .replace("<!--message-->", shown)
            .replace("@to@", to == null ? "" : Texts.html(to));
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
  }

  private String template() throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream("/login.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
