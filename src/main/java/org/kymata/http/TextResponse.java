package org.kymata.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/** Writes a whole answer, where no JAX-RS does. */
public final class TextResponse {

  private static final Logger LOG = System.getLogger(TextResponse.class.getName());

  private TextResponse() {}

  /** Answers with {@code text}; does nothing when the client has gone away before its answer. */
  public static void send(HttpServletResponse response, int status, String mediaType, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(mediaType);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client went away before its answer", e);
    }
  }
}
