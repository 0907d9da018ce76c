package org.kymata.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kymata.errors.DomainException;
import org.kymata.http.ProblemResponse;

/**
 * The login form and the steps that may follow: the two-factor code, and a new password in place of
 * a one-time password. Plain HTML, so that it works without JavaScript.
 */
@RequiresAccess(RequiredAccess.PERMIT_ALL)
@WebServlet("/login")
public class LoginServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  // A page of Kymata with its query; never another site.
  private static final Pattern OWN_PAGE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}(\\?[\\x21-\\x5b\\x5d-\\x7e]{0,999})?");

  @Inject private transient Accounts accounts;
  @Inject private transient TwoFactor twoFactor;
  @Inject private transient OneTimePasswords oneTimePasswords;
  @Inject private transient PendingLogins pendingLogins;
  @Inject private transient SessionCookies sessions;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getUserPrincipal() instanceof Caller.User) {
      redirect(response, request.getParameter("to"));
      return;
    }
    String message = request.getParameter("signed-out") == null ? "" : "You were signed out.";
    LoginForm form = new LoginForm(LoginForm.Step.PASSWORD, "");
    show(request, response, form, HttpServletResponse.SC_OK, message);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      signIn(FormFields.of(request), response);
    } catch (DomainException refusal) {
      // The form could not be read, so there is none to show again.
      ProblemResponse.send(response, refusal);
    }
  }

  private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    LoginForm form = new LoginForm(LoginForm.Step.PASSWORD, "");
    try {
      Optional<PendingLogins.Pending> pending = firstStep(request);
      if (pending.isEmpty()) {
        boolean again = !text(request, "pending").isEmpty();
        show(
            request,
            response,
            form,
            HttpServletResponse.SC_UNAUTHORIZED,
            again
                ? "That took more than ten minutes. Sign in again."
                : "The name or the password is not right.");
        return;
      }
      Account account = pending.get().account();
      boolean codeGiven = pending.get().codeGiven();
      String code = text(request, "code").strip();
      if (account.hasTwoFactor() && !codeGiven) {
        form = form(request, LoginForm.Step.CODE, account, false);
        Actor by = new Actor(account.name(), address(request));
        codeGiven = !code.isEmpty() && twoFactor.check(account, by, code);
        if (!codeGiven) {
          String wrong = "The code is wrong, or was used before.";
          show(request, response, form, 401, code.isEmpty() ? "" : wrong);
          return;
        }
      }
      if (account.mustChangePassword()) {
        form = form(request, LoginForm.Step.NEW_PASSWORD, account, codeGiven);
        String newPassword = text(request, "new");
        String again = request.getParameter("again");
        if (newPassword.isEmpty() || again != null && !again.equals(newPassword)) {
          String differ = "The two new passwords differ.";
          show(request, response, form, 403, newPassword.isEmpty() ? "" : differ);
          return;
        }
        account = oneTimePasswords.replace(account, newPassword, address(request));
      }
      pendingLogins.remove(text(request, "pending"));
      pendingLogins.remove(form.pending());
      sessions.signIn(request, response, account);
      DeviceCookies.add(request, response, account);
      redirect(response, request.getParameter("to"));
    } catch (DomainException refusal) {
      refusal
          .retryAfterSeconds()
          .ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
      String sentence = refusal.getMessage();
      show(
          request,
          response,
          form,
          refusal.kind().status(),
          Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
    }
  }

  /** Checks name and password, or finds the pending login of a later form. */
  private Optional<PendingLogins.Pending> firstStep(HttpServletRequest request) {
    String token = text(request, "pending");
    if (!token.isEmpty()) {
      return pendingLogins.find(token);
    }
    return accounts
        .authenticate(
            text(request, "username"),
            text(request, "password"),
            address(request),
            DeviceCookies.of(request))
        .map(account -> new PendingLogins.Pending(account, false, 0));
  }

  /** The form of the next step; it continues this request's login. */
  private LoginForm form(
      HttpServletRequest request, LoginForm.Step step, Account account, boolean codeGiven) {
    pendingLogins.remove(text(request, "pending"));
    return new LoginForm(step, pendingLogins.create(account, codeGiven));
  }

  private static String address(HttpServletRequest request) {
    return ClientAddress.of(request);
  }

  private static String text(HttpServletRequest request, String field) {
    String value = request.getParameter(field);
    return value == null ? "" : value;
  }

  private static void redirect(HttpServletResponse response, String to) {
    boolean own = to != null && OWN_PAGE.matcher(to).matches() && isPage(to);
    // Relative to /login, so that any context path works.
    response.setHeader("Location", own ? to : "./");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
  }

  /** Not a reading of the GET transport: a link to the login must not store one. */
  private static boolean isPage(String to) {
    String path = "/" + to.replaceFirst("[?].*", "");
    return !path.contains("/.") && AccessRules.requiredAccess("GET", path) != RequiredAccess.SENDER;
  }

  private void show(
      HttpServletRequest request,
      HttpServletResponse response,
      LoginForm form,
      int status,
      String message)
      throws IOException {
    String page = form.fill(template(), message, text(request, "to"));
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
