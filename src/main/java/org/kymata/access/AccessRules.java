package org.kymata.access;

import java.util.List;
import java.util.Set;

/**
 * The one table that says who owns each address. The first row that fits counts; what no row names
 * is for signed-in people to read and for nobody to change.
 */
public final class AccessRules {

  private static final Set<String> READ = Set.of("GET", "HEAD", "OPTIONS");

  private record Rule(Set<String> methods, String path, Owner owner) {
    boolean fits(String method, String asked) {
      boolean fits = path.equals(GetPath.ANY) ? GetPath.isValue(asked) : fitsPath(asked);
      return fits && (methods.isEmpty() || methods.contains(method));
    }

    /**
     * A star at the end stands for anything below. One before that stands for one part of the path,
     * or for several: a node's name may have slashes, which come encoded and arrive here decoded.
     */
    private boolean fitsPath(String asked) {
      int star = path.indexOf("/*/");
      if (star < 0 || !asked.startsWith(path.substring(0, star + 1))) {
        return star < 0 && fitsEnd(path, asked);
      }
      String below = path.substring(star + 2);
      int rest = asked.indexOf('/', star + 1);
      while (rest > 0 && !fitsEnd(below, asked.substring(rest))) {
        rest = asked.indexOf('/', rest + 1);
      }
      return rest > 0;
    }

    private static boolean fitsEnd(String path, String asked) {
      if (!path.endsWith("/*")) {
        return asked.equals(path);
      }
      int parent = path.length() - 2;
      return asked.startsWith(path.substring(0, parent))
          && (asked.length() == parent || asked.charAt(parent) == '/');
    }
  }

  private static final List<Rule> RULES =
      List.of(
          any("/login", Owner.ANYONE),
          any("/logout", Owner.ANYONE),
          read("/css/*", Owner.ANYONE),
          read("/js/*", Owner.ANYONE),
          read("/i18n/*", Owner.ANYONE),
          read("/webjars/*", Owner.ANYONE),
          read("/favicon.svg", Owner.ANYONE),
          read("/favicon.ico", Owner.ANYONE),
          read("/health/*", Owner.ANYONE),
          read(SecurityTxtServlet.FILE, Owner.ANYONE),
          read(SecurityTxtServlet.POLICY, Owner.ANYONE),
          // What a device must trust before anybody can sign in from it.
          read("/ca.crt", Owner.ANYONE),
          read("/certificate.html", Owner.ANYONE),
          read("/api/certificate", Owner.ANYONE),
          any("/ws", Owner.NODE_OR_READER),
          read("/api/readings", Owner.READER),
          any("/api/readings", Owner.NODE_OR_OPERATOR),
          any("/api/session/*", Owner.SIGNED_IN),
          any("/api/keys/*", Owner.SIGNED_IN),
          any("/api/accounts/*", Owner.ADMIN),
          read("/accounts.html", Owner.ADMIN),
          read("/api/nodes/*/xray/*", Owner.OPERATOR),
          any("/api/knocks/*", Owner.OPERATOR),
          any("/api/audit/*", Owner.OPERATOR),
          any("/api/traffic/*", Owner.OPERATOR),
          any("/api/commands/next/*", Owner.NODE),
          change("/api/commands/hello", Owner.NODE),
          change("/api/commands/*/ack", Owner.NODE),
          read("/api/*", Owner.SIGNED_IN),
          any("/api/nodes/*", Owner.OPERATOR),
          any("/api/hosts/*", Owner.OPERATOR),
          any("/api/*", Owner.ADMIN),
          read("/add-node.html", Owner.OPERATOR),
          read("/knocks.html", Owner.OPERATOR),
          read("/audit.html", Owner.OPERATOR),
          read("/metrics/*", Owner.READER),
          read("/openapi/*", Owner.READER),
          read("/connexion/*", Owner.SIGNED_IN),
          read("/contenu/*", Owner.SIGNED_IN),
          read("/error/*", Owner.SIGNED_IN),
          read("/WEB-INF/*", Owner.SIGNED_IN),
          read("/META-INF/*", Owner.SIGNED_IN),
          read("/ws/*", Owner.SIGNED_IN),
          read("/login/*", Owner.SIGNED_IN),
          read("/logout/*", Owner.SIGNED_IN),
          // Behind all that is ours: what a row above names is never taken for a metric.
          new Rule(Set.of("GET"), GetPath.LUMINOSITY, Owner.SENDER),
          new Rule(Set.of("GET"), GetPath.ANY, Owner.SENDER),
          read("/*", Owner.SIGNED_IN));

  private AccessRules() {}

  private static Rule any(String path, Owner owner) {
    return new Rule(Set.of(), path, owner);
  }

  private static Rule change(String path, Owner owner) {
    return new Rule(Set.of("POST"), path, owner);
  }

  private static Rule read(String path, Owner owner) {
    return new Rule(READ, path, owner);
  }

  /**
   * The owner of an address.
   *
   * @param method the HTTP method
   * @param path below the context, decoded, starting with a slash
   */
  public static Owner ownerOf(String method, String path) {
    for (Rule rule : RULES) {
      if (rule.fits(method, path)) {
        return rule.owner;
      }
    }
    return Owner.NOBODY;
  }

  /** Whether this method only reads. */
  public static boolean isRead(String method) {
    return READ.contains(method);
  }
}
