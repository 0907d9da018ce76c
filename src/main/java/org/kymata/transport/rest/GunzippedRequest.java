package org.kymata.transport.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.kymata.errors.DomainException;

/**
 * A request whose gzip body is inflated while it is read. Memory grows with what is read, never
 * with the size that the body claims; readers stop at their own limit.
 */
final class GunzippedRequest extends HttpServletRequestWrapper implements AutoCloseable {

  private final GunzippedInputStream body;

  GunzippedRequest(HttpServletRequest request) throws IOException {
    super(request);
    this.body = new GunzippedInputStream(request.getInputStream());
  }

  /** Frees the inflater's memory, which is outside the heap. */
  @Override
  public void close() throws IOException {
    body.release();
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public long getContentLengthLong() {
    return -1;
  }

  @Override
  public String getHeader(String name) {
    return describesEncodedBody(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return describesEncodedBody(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  private static boolean describesEncodedBody(String name) {
    return "Content-Encoding".equalsIgnoreCase(name) || "Content-Length".equalsIgnoreCase(name);
  }

  private static final class GunzippedInputStream extends ServletInputStream {
    private static final int BUFFER_BYTES = 4_096;

    private final ServletInputStream compressed;
    private GZIPInputStream gzip;
    private boolean finished;

    GunzippedInputStream(ServletInputStream packed) {
      this.compressed = packed;
    }

    void release() throws IOException {
      if (gzip != null) {
        gzip.close();
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        if (gzip == null) {
          gzip = new GZIPInputStream(compressed, BUFFER_BYTES);
        }
        int read = gzip.read(target, from, length);
        finished = read < 0;
        return read;
      } catch (ZipException | EOFException e) {
        throw DomainException.badInput("the body is not gzip, or ends too early");
      }
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("an inflated body is read, and not listened for");
    }
  }
}
