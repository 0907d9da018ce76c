package org.kymata.security;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds the security headers to every response. Scripts come from Kymata's own files only; the
 * pages' import maps must be inline, so each is allowed by its hash. API responses may load
 * nothing.
 */
final class SecurityHeaders {

  private static final String POLICY = "kymata.contentSecurityPolicy";
  private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final String HALF_A_YEAR = "max-age=15552000";
  private static final String A_YEAR = "public, max-age=31536000, immutable";

  private SecurityHeaders() {}

  /**
   * Adds the headers to a response.
   *
   * @param path the request's path below the context
   */
  static void add(HttpServletRequest request, HttpServletResponse response, String path) {
    String policy = path.startsWith("/api/") ? API_POLICY : policy(request.getServletContext());
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    response.setHeader("Cache-Control", caching(path));
    if (request.isSecure() && !request.getServerName().equals("localhost")) {
      // Not for localhost, where other programs of the machine run without TLS. From now on the
      // browser uses TLS only for this name (RFC 6797).
      response.setHeader("Strict-Transport-Security", HALF_A_YEAR);
    }
  }

  private static String caching(String path) {
    if (path.startsWith("/webjars/")) {
      // Their URLs contain their versions.
      return A_YEAR;
    }
    boolean asset =
        path.startsWith("/css/") || path.startsWith("/js/") || path.startsWith("/i18n/");
    return asset ? "no-cache" : "no-store";
  }

  private static String policy(ServletContext context) {
    if (context.getAttribute(POLICY) instanceof String known) {
      return known;
    }
    String policy =
        "default-src 'self'; script-src 'self'"
            + importMapHashes(context)
            + "; style-src 'self'; img-src 'self' data:; connect-src 'self'"
            + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    context.setAttribute(POLICY, policy);
    return policy;
  }

  private static String importMapHashes(ServletContext context) {
    Set<String> hashes = new TreeSet<>();
    for (String path : context.getResourcePaths("/")) {
      if (path.endsWith(".html")) {
        Matcher maps = IMPORT_MAP.matcher(text(context, path));
        while (maps.find()) {
          hashes.add(" 'sha256-" + sha256(maps.group(1)) + "'");
        }
      }
    }
    return String.join("", hashes);
  }

  private static String text(ServletContext context, String path) {
    try (InputStream in = context.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
