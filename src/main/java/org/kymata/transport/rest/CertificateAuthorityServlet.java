package org.kymata.transport.rest;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.kymata.errors.DomainException;
import org.kymata.http.ProblemResponse;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.tls.ServerTls;
import org.kymata.tls.TlsIdentity;

/**
 * The certificate of the hub's own authority: {@code GET /ca.crt} is the file that people install,
 * {@code GET /api/certificate} its fingerprint and expiry. 404 when the hub has none: without TLS,
 * and with a configured certificate.
 */
@RequiresAccess(RequiredAccess.PERMIT_ALL)
@WebServlet(urlPatterns = {"/ca.crt", "/api/certificate"})
public class CertificateAuthorityServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient ServerTls tls;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<X509Certificate> authority = tls.authority();
    boolean file = request.getServletPath().equals("/ca.crt");
    response.setCharacterEncoding("UTF-8");
    if (authority.isEmpty()) {
      ProblemResponse.send(
          response, DomainException.notFound("this hub has no certificate authority of its own"));
    } else if (file) {
      // For this type Android, iOS and Firefox offer to install the certificate.
      response.setContentType("application/x-x509-ca-cert");
      response.setHeader("Content-Disposition", "attachment; filename=\"kymata-ca.crt\"");
      response.getWriter().write(ServerTls.pem(authority.get()));
    } else {
      response.setContentType("application/json");
      response
          .getWriter()
          .write(
              "{\"sha256\":\""
                  + TlsIdentity.fingerprint(authority.get())
                  + "\",\"notAfter\":"
                  + authority.get().getNotAfter().getTime()
                  + "}");
    }
  }
}
