package org.kymata.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.kymata.config.Settings;
import org.kymata.http.TextResponse;

/**
 * Tells finders of a vulnerability where to report it: {@code security.txt} (RFC 9116) and the
 * policy that it links.
 */
@RequiresAccess(RequiredAccess.PERMIT_ALL)
@WebServlet({SecurityTxtServlet.FILE, SecurityTxtServlet.POLICY})
public class SecurityTxtServlet extends AccessCheckedServlet {

  static final String FILE = "/.well-known/security.txt";
  static final String POLICY = "/.well-known/security-policy.txt";

  private static final long serialVersionUID = 1L;
  private static final String TYPE = "text/plain;charset=UTF-8";

  /** RFC 9116 recommends less than a year; each request gets a fresh file. */
  private static final int VALID_DAYS = 180;

  @Inject private transient Settings settings;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    boolean isPolicy = request.getServletPath().equals(POLICY);
    TextResponse.send(
        response, HttpServletResponse.SC_OK, TYPE, isPolicy ? policy() : file(request));
  }

  private String file(HttpServletRequest request) {
    String scheme = request.isSecure() ? "https" : "http";
    String base = scheme + "://" + request.getHeader("Host") + request.getContextPath();
    Instant expires = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(VALID_DAYS, ChronoUnit.DAYS);
    return "Contact: "
        + settings.securityContact().orElse(base + POLICY)
        + "\nExpires: "
        + expires
        + "\nPreferred-Languages: en, fr, el"
        + "\nPolicy: "
        + base
        + POLICY
        + "\n";
  }

  private String policy() {
    String installation =
        settings
            .securityContact()
            .map(contact -> "write to " + contact)
            .orElse(
                "tell the people who run it; they have set no address for reports"
                    + " (KYMATA_SECURITY_CONTACT)");
    return "This is Kymata, a self-hosted hub for sensors and a monitor for machines.\n\n"
        + "A fault of this installation, such as a weak password or an address that should not be"
        + " reachable: "
        + installation
        + ".\nA fault of the software: report it privately to the project, as SECURITY.md in its"
        + " repository says. Please do not read, change or delete what is not yours to show it.\n";
  }
}
