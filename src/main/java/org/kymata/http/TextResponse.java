package org.kymata.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/** Writes a complete response outside of JAX-RS. */
public final class TextResponse {

  private static final Logger LOG = System.getLogger(TextResponse.class.getName());

  private TextResponse() {}

  /** Responds with {@code text}; does nothing when the client has closed the connection. */
  public static void send(HttpServletResponse response, int status, String mediaType, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(mediaType);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client closed the connection before its response", e);
    }
  }
}
