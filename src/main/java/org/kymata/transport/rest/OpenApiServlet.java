package org.kymata.transport.rest;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.kymata.http.TextResponse;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/**
 * {@code GET /openapi}: the description of the REST interface, {@code META-INF/openapi.json}.
 * Mapped exactly, so that it takes precedence over the server's own {@code /openapi/*}, where that
 * exists.
 */
@RequiresAccess(RequiredAccess.READER)
@WebServlet("/openapi")
public class OpenApiServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  // The application's own file, whatever else is on the class path.
  private static final String FILE = "/WEB-INF/classes/META-INF/openapi.json";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream(FILE)) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      TextResponse.send(response, HttpServletResponse.SC_OK, "application/json", json);
    }
  }
}
