package org.kymata.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;

/**
 * Compresses a response while it is written, when it is text of at least 1 KB. It buffers only that
 * first kilobyte. A response that is flushed earlier is sent uncompressed: its reader waits for
 * each part.
 */
final class GzipResponseWrapper extends HttpServletResponseWrapper {

  static final int MIN_BYTES = 1_024;

  private static final Set<String> TEXTS =
      Set.of(
          "text/html",
          "text/css",
          "text/plain",
          "text/csv",
          "text/javascript",
          "application/javascript",
          "application/json",
          "application/problem+json",
          "application/openmetrics-text",
          "image/svg+xml");

  private final HttpServletResponse response;
  private GzipServletOutputStream out;
  private PrintWriter writer;
  private long length = -1;

  GzipResponseWrapper(HttpServletResponse response) {
    super(response);
    this.response = response;
  }

  /** Sends the rest; may be called more than once. */
  void finish() throws IOException {
    if (writer != null) {
      writer.flush();
    }
    if (out != null) {
      out.finish();
    } else if (length >= 0 && !response.isCommitted()) {
      // Such as of a response without a body, which only declares its length.
      response.setContentLengthLong(length);
    }
  }

  /** Discards everything unsent. */
  void discard() {
    if (out != null) {
      out.release();
    }
  }

  private boolean isText() {
    String type = getContentType();
    return type != null && TEXTS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  /** Whether a response may be compressed, now that its first kilobyte is there. */
  boolean isCompressible() {
    return isText()
        && (length < 0 || length >= MIN_BYTES)
        && getStatus() != HttpServletResponse.SC_PARTIAL_CONTENT
        && getStatus() != HttpServletResponse.SC_NOT_MODIFIED
        && getHeader("Content-Encoding") == null
        && !response.isCommitted();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (out == null) {
      if (getContentType() != null && !isText()) {
        // Mainly for event streams: the server signals when there is room for an event.
        commitContentLength();
        return response.getOutputStream();
      }
      out = new GzipServletOutputStream(this, response.getOutputStream());
    }
    return out;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      setCharacterEncoding(getCharacterEncoding());
      writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), getCharacterEncoding()));
    }
    return writer;
  }

  /** Whether there is a body, however short; its length is final now. */
  boolean hasBody(int held) {
    boolean has = held > 0 || length >= 0;
    if (held > 0 && length < 0 && !response.isCommitted()) {
      length = held;
    }
    return has;
  }

  /** Sets the Content-Length, since the body is sent uncompressed. */
  void commitContentLength() {
    if (length >= 0) {
      response.setContentLengthLong(length);
      length = -1;
    }
  }

  @Override
  public void setContentLength(int bytes) {
    length = bytes;
  }

  @Override
  public void setContentLengthLong(long bytes) {
    length = bytes;
  }

  @Override
  public void setHeader(String name, String value) {
    if ("Content-Length".equalsIgnoreCase(name)) {
      length = value == null ? -1 : Long.parseLong(value);
    } else {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if ("Content-Length".equalsIgnoreCase(name)) {
      setHeader(name, value);
    } else {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if ("Content-Length".equalsIgnoreCase(name)) {
      length = value;
    } else {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void flushBuffer() throws IOException {
    if (writer != null) {
      writer.flush();
    }
    if (out != null) {
      out.flush();
    } else {
      commitContentLength();
    }
    super.flushBuffer();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    if (out != null) {
      out.reset();
    }
  }

  @Override
  public void reset() {
    super.reset();
    length = -1;
    if (out != null) {
      out.reset();
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    resetBody();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    resetBody();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    resetBody();
    super.sendRedirect(location);
  }

  private void resetBody() {
    length = -1;
    if (out != null) {
      out.reset();
    }
  }
}
