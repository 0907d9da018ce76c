package org.kymata.security;

import java.util.List;
import java.util.Set;

/**
 * The one table of the access that each address requires. The first matching row counts; signed-in
 * users may read what no row names, and no caller may change it.
 */
public final class AccessRules {

  private static final Set<String> READ = Set.of("GET", "HEAD", "OPTIONS");

  private record Rule(Set<String> methods, String path, RequiredAccess required) {
    boolean matches(String method, String requestPath) {
      boolean isPathMatch =
          path.equals(ReadingPath.ANY)
              ? ReadingPath.isValue(requestPath)
              : matchesPath(requestPath);
      return isPathMatch && (methods.isEmpty() || methods.contains(method));
    }

    /**
     * A star at the end stands for everything below. A star before that stands for one part of the
     * path, or for several: a node's name may have slashes, which come encoded and arrive here
     * decoded.
     */
    private boolean matchesPath(String requestPath) {
      int star = path.indexOf("/*/");
      if (star < 0 || !requestPath.startsWith(path.substring(0, star + 1))) {
        return star < 0 && matchesSuffix(path, requestPath);
      }
      String below = path.substring(star + 2);
      int rest = requestPath.indexOf('/', star + 1);
      while (rest > 0 && !matchesSuffix(below, requestPath.substring(rest))) {
        rest = requestPath.indexOf('/', rest + 1);
      }
      return rest > 0;
    }

    private static boolean matchesSuffix(String path, String requestPath) {
      if (!path.endsWith("/*")) {
        return requestPath.equals(path);
      }
      int parent = path.length() - 2;
      return requestPath.startsWith(path.substring(0, parent))
          && (requestPath.length() == parent || requestPath.charAt(parent) == '/');
    }
  }

  private static final List<Rule> RULES =
      List.of(
          anyMethod("/login", RequiredAccess.PERMIT_ALL),
          anyMethod("/logout", RequiredAccess.PERMIT_ALL),
          read("/css/*", RequiredAccess.PERMIT_ALL),
          read("/js/*", RequiredAccess.PERMIT_ALL),
          read("/i18n/*", RequiredAccess.PERMIT_ALL),
          read("/webjars/*", RequiredAccess.PERMIT_ALL),
          read("/favicon.svg", RequiredAccess.PERMIT_ALL),
          read("/favicon.ico", RequiredAccess.PERMIT_ALL),
          read("/health/*", RequiredAccess.PERMIT_ALL),
          read(SecurityTxtServlet.FILE, RequiredAccess.PERMIT_ALL),
          read(SecurityTxtServlet.POLICY, RequiredAccess.PERMIT_ALL),
          // Devices must trust it before users can sign in from them.
          read("/ca.crt", RequiredAccess.PERMIT_ALL),
          read("/certificate.html", RequiredAccess.PERMIT_ALL),
          read("/api/certificate", RequiredAccess.PERMIT_ALL),
          anyMethod("/ws", RequiredAccess.NODE_OR_READER),
          read("/api/readings", RequiredAccess.READER),
          anyMethod("/api/readings", RequiredAccess.NODE_OR_OPERATOR),
          anyMethod("/api/session/*", RequiredAccess.SIGNED_IN),
          anyMethod("/api/keys/*", RequiredAccess.SIGNED_IN),
          anyMethod("/api/accounts/*", RequiredAccess.ADMIN),
          read("/accounts.html", RequiredAccess.ADMIN),
          read("/api/nodes/*/messages/*", RequiredAccess.OPERATOR),
          anyMethod("/api/pending-nodes/*", RequiredAccess.OPERATOR),
          anyMethod("/api/audit/*", RequiredAccess.OPERATOR),
          anyMethod("/api/traffic/*", RequiredAccess.OPERATOR),
          anyMethod("/api/commands/next/*", RequiredAccess.NODE),
          post("/api/commands/hello", RequiredAccess.NODE),
          post("/api/commands/*/ack", RequiredAccess.NODE),
          read("/api/*", RequiredAccess.SIGNED_IN),
          anyMethod("/api/nodes/*", RequiredAccess.OPERATOR),
          anyMethod("/api/hosts/*", RequiredAccess.OPERATOR),
          anyMethod("/api/*", RequiredAccess.ADMIN),
          read("/add-node.html", RequiredAccess.OPERATOR),
          read("/pending.html", RequiredAccess.OPERATOR),
          read("/audit.html", RequiredAccess.OPERATOR),
          read("/metrics/*", RequiredAccess.READER),
          read("/openapi/*", RequiredAccess.READER),
          read("/connexion/*", RequiredAccess.SIGNED_IN),
          read("/contenu/*", RequiredAccess.SIGNED_IN),
          read("/error/*", RequiredAccess.SIGNED_IN),
          read("/WEB-INF/*", RequiredAccess.SIGNED_IN),
          read("/META-INF/*", RequiredAccess.SIGNED_IN),
          read("/ws/*", RequiredAccess.SIGNED_IN),
          read("/login/*", RequiredAccess.SIGNED_IN),
          read("/logout/*", RequiredAccess.SIGNED_IN),
          // After all of Kymata's own addresses, so that none of them is taken for a metric.
          new Rule(Set.of("GET"), ReadingPath.LUMINOSITY, RequiredAccess.SENDER),
          new Rule(Set.of("GET"), ReadingPath.ANY, RequiredAccess.SENDER),
          read("/*", RequiredAccess.SIGNED_IN));

  private AccessRules() {}

  private static Rule anyMethod(String path, RequiredAccess required) {
    return new Rule(Set.of(), path, required);
  }

  private static Rule post(String path, RequiredAccess required) {
    return new Rule(Set.of("POST"), path, required);
  }

  private static Rule read(String path, RequiredAccess required) {
    return new Rule(READ, path, required);
  }

  /**
   * The access that an address requires.
   *
   * @param method the HTTP method
   * @param path below the context, decoded, with a leading slash
   */
  public static RequiredAccess requiredAccess(String method, String path) {
    for (Rule rule : RULES) {
      if (rule.matches(method, path)) {
        return rule.required;
      }
    }
    return RequiredAccess.DENY_ALL;
  }

  /** Whether this method only reads. */
  public static boolean isRead(String method) {
    return READ.contains(method);
  }
}
