package org.kymata.security;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Optional;
import org.kymata.config.Settings;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.http.ContentEncodings;
import org.kymata.http.ProblemResponse;
import org.kymata.http.RequestSyntaxValidator;
import org.kymata.http.TextResponse;
import org.kymata.http.WebSocketHandshakes;
import org.kymata.json.Problem;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Nodes;
import org.kymata.server.HttpConnectionTracker;
import org.kymata.text.Texts;

/**
 * Checks every request, WebSocket handshakes included: identifies the caller, looks up the access
 * that the address requires, and passes on only what is allowed. First in the chain (web.xml), so
 * that a refused handshake never becomes a socket.
 */
public class AccessFilter extends HttpFilter {

  /** The request attribute that holds the access that its address requires. */
  public static final String REQUIRED_ACCESS = "kymata.owner";

  private static final long serialVersionUID = 1L;
  private static final String BEARER = "Bearer ";

  @Inject private transient SessionCookies sessions;
  @Inject private transient Nodes nodes;
  @Inject private transient ApiKeys keys;
  @Inject private transient Settings settings;
  @Inject private transient Adoption adoption;
  @Inject private transient SecurityLog security;
  @Inject private transient AllowedHosts hosts;
  @Inject private transient HttpConnectionTracker connections;

  @Override
  protected void doFilter(
      HttpServletRequest received, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = ClientAddress.behindProxies(received, settings.trustedProxies());
    String path = path(request);
    SecurityHeaders.add(request, response, path);
    if (!hosts.isAllowed(request)) {
      rejectUnknownHost(request, response);
      return;
    }
    try {
      if (!acceptsRequest(request, response, path)) {
        return;
      }
      if (settings.nodePort() != 0 && request.getLocalPort() == settings.nodePort()) {
        handleNodePort(request, response, chain);
        return;
      }
      Caller caller = authenticate(request);
      RequiredAccess required = requiredAccess(request.getMethod(), path);
      if (!required.allows(caller)) {
        reject(request, response, caller, path, required);
        return;
      }
      requireOwnOrigin(request, caller, path);
      if (WebSocketHandshakes.isHandshake(request)) {
        if (!path.equals("/ws")) {
          throw DomainException.notFound("the WebSocket of this port is at /ws");
        }
        WebSocketHandshakes.requireComplete(request);
      }
      request.setAttribute(REQUIRED_ACCESS, required);
      if (caller != null && !(caller instanceof Caller.UnauthenticatedSender)) {
        connections.markKnown(request);
      }
      chain.doFilter(new AuthenticatedRequest(request, caller), response);
    } catch (DomainException refusal) {
      ProblemResponse.send(response, refusal);
    }
  }

  /** Refuses a request under an unknown name, whatever else it contains. */
  private static void rejectUnknownHost(HttpServletRequest request, HttpServletResponse response) {
    String message =
        "this hub does not answer to the name \""
            + Texts.forDisplay(request.getHeader("Host"))
            + "\"; open it by its address, or add the name to KYMATA_ALLOWED_HOSTS";
    if (isPage(request)) {
      TextResponse.send(response, 421, "text/plain;charset=UTF-8", message + "\n");
    } else {
      ProblemResponse.send(response, new Problem(421, message));
    }
  }

  /**
   * Checks the body's encoding and the path; sends a response when they are not allowed. Bodies are
   * decompressed only after this filter, when the sender is known.
   */
  private static boolean acceptsRequest(
      HttpServletRequest request, HttpServletResponse response, String path) {
    String wrong = RequestSyntaxValidator.pathViolation(request.getRequestURI());
    if (wrong != null) {
      throw DomainException.badInput(wrong);
    }
    boolean known =
        ContentEncodings.isPlain(request)
            || ContentEncodings.isGzip(request) && path.startsWith("/api/");
    if (!known) {
      // Without reading the body, which may be endless.
      response.setHeader("Connection", "close");
      response.setHeader("Accept-Encoding", path.startsWith("/api/") ? "gzip" : "identity");
      String message = "the body must be sent as it is; below /api/ Content-Encoding may be gzip";
      ProblemResponse.send(response, new Problem(415, message));
    }
    return known;
  }

  private RequiredAccess requiredAccess(String method, String path) {
    RequiredAccess required = AccessRules.requiredAccess(method, path);
    return required == RequiredAccess.SENDER && !settings.httpGetEnabled()
        ? RequiredAccess.SIGNED_IN
        : required;
  }

  private void handleNodePort(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Caller.UnauthenticatedSender sender =
        NodePortHandshake.authenticate(request, response, settings);
    if (sender == null) {
      return;
    }
    if (adoption.isBlocked(sender.address())) {
      throw new DomainException(Kind.FORBIDDEN, "this address is blocked");
    }
    WebSocketHandshakes.requireComplete(request);
    chain.doFilter(new AuthenticatedRequest(request, sender), response);
  }

  /** The path of a request below the context, decoded. */
  public static String path(HttpServletRequest request) {
    String below = request.getPathInfo();
    return below == null ? request.getServletPath() : request.getServletPath() + below;
  }

  private Caller authenticate(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return sessions.user(request).orElse(null);
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new DomainException(
          Kind.UNAUTHENTICATED,
          "Authorization must be \"Bearer\" and a node's token or an API key");
    }
    String token = authorization.substring(BEARER.length()).strip();
    try {
      return ApiKeys.isKey(token) ? authenticateApiKey(token) : authenticateNode(token);
    } catch (DomainException refusal) {
      SecurityEvent what =
          ApiKeys.isKey(token) ? SecurityEvent.KEY_REFUSED : SecurityEvent.TOKEN_REFUSED;
      security.count(what, "", ClientAddress.of(request));
      throw refusal;
    }
  }

  private Caller authenticateApiKey(String key) {
    return keys.bySecret(key)
        .orElseThrow(
            () ->
                new DomainException(
                    Kind.UNAUTHENTICATED,
                    "the API key is unknown, was removed or has expired; its owner makes a new one"
                        + " on the page of the account"));
  }

  private Caller authenticateNode(String token) {
    return nodes
        .byToken(token)
        .map(id -> new Caller.Node(id, Secrets.sha256(token)))
        .orElseThrow(
            () ->
                new DomainException(
                    Kind.UNAUTHENTICATED,
                    "the token is unknown or was revoked; make a new one on the node's page"));
  }

  private void requireOwnOrigin(HttpServletRequest request, Caller caller, String path) {
    boolean change =
        WebSocketHandshakes.isHandshake(request) || !AccessRules.isRead(request.getMethod());
    boolean withCookie = caller instanceof Caller.User || path.equals("/login");
    if (change && withCookie && !OriginValidator.isAllowed(request, settings.allowedOrigins())) {
      throw new DomainException(
          Kind.FORBIDDEN,
          "this came from a page of another origin; KYMATA_ALLOWED_ORIGINS can allow it");
    }
  }

  private void reject(
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller,
      String path,
      RequiredAccess required)
      throws IOException {
    if (caller != null) {
      if (required == RequiredAccess.DENY_ALL) {
        throw new DomainException(
            Kind.METHOD_NOT_ALLOWED, "there is nothing to change at this address");
      }
      if (caller instanceof Caller.Key) {
        throw new DomainException(
            Kind.FORBIDDEN,
            "an API key opens GET /api/readings, /metrics, /openapi and /ws, and POST /api/readings"
                + " where its scope is write");
      }
      if (isPage(request)) {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
        return;
      }
      throw new DomainException(Kind.FORBIDDEN, "your role does not allow this");
    }
    if (isPage(request) && !path.startsWith("/api/") && !path.equals("/ws")) {
      response.setHeader("Location", loginAddress(request, path));
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      return;
    }
    throw new DomainException(
        Kind.UNAUTHENTICATED,
        "sign in first, or send a node's token or an API key as Authorization: Bearer");
  }

  private static boolean isPage(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return AccessRules.isRead(request.getMethod())
        && (accept == null || accept.contains("text/html") || accept.contains("*/*"));
  }

  private static String loginAddress(HttpServletRequest request, String path) {
    String query = request.getQueryString();
    String to = path.substring(1) + (query == null ? "" : "?" + query);
    String login = request.getContextPath() + "/login";
    return to.isEmpty() ? login : login + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
  }

  /** The request as everything after this filter sees it: with a principal that can be trusted. */
  private static final class AuthenticatedRequest extends HttpServletRequestWrapper {
    private final Caller caller;

    AuthenticatedRequest(HttpServletRequest request, Caller caller) {
      super(request);
      this.caller = caller;
    }

    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public String getRemoteUser() {
      return Optional.ofNullable(caller).map(Principal::getName).orElse(null);
    }
  }
}
