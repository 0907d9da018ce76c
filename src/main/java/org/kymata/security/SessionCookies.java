package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Optional;
import org.kymata.crypto.Secrets;
import org.kymata.text.Texts;

/**
 * Ties a browser to its sign-in: by a cookie of our own that a restart does not forget, and beside
 * it by the HTTP session while the server runs, which alone is worth nothing.
 */
@ApplicationScoped
public class SessionCookies {

  private static final String COOKIE = "kymata_signin";
  private static final String ATTRIBUTE = "kymata.signIn";

  @Inject private Sessions sessions;
  @Inject private SecurityLog security;

  /**
   * Who this browser is; empty for a stranger. The cookie of the sign-in decides, with its 249
   * random bits. An HTTP session counts only together with it: the server's id is shorter, and
   * could stand in an address.
   */
  Optional<Caller.User> user(HttpServletRequest request) {
    // No HTTP session is made for it: a client that never shows one would be given one a request.
    return token(request).flatMap(sessions::byToken);
  }

  /** The HTTP session of this sign-in; empty when the request shows none, or that of another. */
  private static Optional<HttpSession> session(HttpServletRequest request) {
    HttpSession session = request.isRequestedSessionIdFromURL() ? null : request.getSession(false);
    boolean own =
        session != null
            && session.getAttribute(ATTRIBUTE) instanceof String signInId
            && token(request).map(Secrets::sha256).filter(signInId::equals).isPresent();
    return own ? Optional.of(session) : Optional.empty();
  }

  /** Signs this browser in, under a new session id so that one planted before is worth nothing. */
  void signIn(HttpServletRequest request, HttpServletResponse response, Account account) {
    signOut(request, response);
    String device = UserAgentParser.of(request.getHeader("User-Agent"));
    String token = sessions.open(account, Texts.truncate(ClientAddress.of(request), 64), device);
    Actor by = new Actor(account.name(), ClientAddress.of(request));
    security.log(by, SecurityEvent.SIGN_IN, account.name(), null);
    Caller.User user = sessions.byToken(token).orElseThrow();
    HttpSession session = request.getSession(true);
    if (!session.isNew()) {
      // Planted, or left from another sign-in.
      session.invalidate();
      session = request.getSession(true);
    }
    session.setAttribute(ATTRIBUTE, user.sessionId());
    if (request.isSecure()) {
      secureSessionCookie(response);
    }
    response.addCookie(cookie(request, token, -1));
  }

  /** The server sees only the proxy's connection, which is not encrypted. */
  private static void secureSessionCookie(HttpServletResponse response) {
    List<String> lines = List.copyOf(response.getHeaders("Set-Cookie"));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String secure = line.contains("; Secure") ? line : line + "; Secure";
      if (i == 0) {
        response.setHeader("Set-Cookie", secure);
      } else {
        response.addHeader("Set-Cookie", secure);
      }
    }
  }

  /** Ends this browser's sign-in and forgets its cookies. */
  void signOut(HttpServletRequest request, HttpServletResponse response) {
    user(request)
        .ifPresent(
            user -> {
              sessions.end(user.sessionId());
              Actor by = new Actor(user.name(), ClientAddress.of(request));
              security.log(by, SecurityEvent.SIGN_OUT, user.name(), null);
            });
    session(request).ifPresent(HttpSession::invalidate);
    if (token(request).isPresent()) {
      response.addCookie(cookie(request, "", 0));
    }
  }

  private static Optional<String> token(HttpServletRequest request) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (COOKIE.equals(cookie.getName()) && !cookie.getValue().isEmpty()) {
          return Optional.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private static Cookie cookie(HttpServletRequest request, String value, int maxAgeSeconds) {
    Cookie cookie = new Cookie(COOKIE, value);
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure());
    cookie.setPath(request.getContextPath() + "/");
    cookie.setMaxAge(maxAgeSeconds);
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }
}
