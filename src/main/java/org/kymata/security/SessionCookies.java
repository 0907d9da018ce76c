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
 * Connects a browser with its session: by a cookie of Kymata's own that survives a restart, and by
 * the server's HTTP session, which is not enough by itself.
 */
@ApplicationScoped
public class SessionCookies {

  private static final String COOKIE = "kymata_signin";
  private static final String ATTRIBUTE = "kymata.signIn";

  @Inject private Sessions sessions;
  @Inject private SecurityLog security;

  /**
   * The user of this browser; empty for a stranger. Kymata's cookie decides, with its 249 random
   * bits. An HTTP session counts only together with it: its id is shorter and could be in a URL.
   */
  Optional<Caller.User> user(HttpServletRequest request) {
    // Creates no HTTP session: a client that never sends its cookie would get one for each request.
    return token(request).flatMap(sessions::byToken);
  }

  /** The HTTP session of this sign-in; empty when the request has none or that of another one. */
  private static Optional<HttpSession> session(HttpServletRequest request) {
    HttpSession session = request.isRequestedSessionIdFromURL() ? null : request.getSession(false);
    boolean own =
        session != null
            && session.getAttribute(ATTRIBUTE) instanceof String sessionId
            && token(request).map(Secrets::sha256).filter(sessionId::equals).isPresent();
    return own ? Optional.of(session) : Optional.empty();
  }

  /** Signs this browser in, under a new session id, so that a planted one is useless. */
  void signIn(HttpServletRequest request, HttpServletResponse response, Account account) {
    signOut(request, response);
    String device = UserAgentParser.of(request.getHeader("User-Agent"));
    String token = sessions.open(account, Texts.truncate(ClientAddress.of(request), 64), device);
    Actor by = new Actor(account.name(), ClientAddress.of(request));
    security.log(by, SecurityEvent.SIGN_IN, account.name(), null);
    Caller.User user = sessions.byToken(token).orElseThrow(SessionStore::changedMeanwhile);
    HttpSession session = request.getSession(true);
    if (!session.isNew()) {
      // Planted, or left over from another sign-in.
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

  /** Ends this browser's session and deletes its cookies. */
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
