package org.kymata.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The body of a {@link GzipResponseWrapper}: buffered first, then sent compressed or not. */
final class GzipServletOutputStream extends ServletOutputStream {
  // Fast: a small machine compresses while the client waits.
  private static final int LEVEL = 4;

  private final GzipResponseWrapper response;
  private final ServletOutputStream target;
  private byte[] buffer = new byte[GzipResponseWrapper.MIN_BYTES];
  private int count;
  private Gzip gzip;
  private boolean isUncompressed;
  private boolean finished;

  GzipServletOutputStream(GzipResponseWrapper response, ServletOutputStream below) {
    this.response = response;
    this.target = below;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int many) throws IOException {
    if (gzip == null && !isUncompressed) {
      if (count + many < GzipResponseWrapper.MIN_BYTES) {
        System.arraycopy(bytes, from, buffer, count, many);
        count += many;
        return;
      }
      begin(response.isCompressible());
    }
    (gzip == null ? target : gzip).write(bytes, from, many);
  }

  private void begin(boolean compressed) throws IOException {
    if (compressed) {
      response.setHeader("Content-Encoding", "gzip");
      response.addHeader("Vary", "Accept-Encoding");
      gzip = new Gzip(target);
    } else {
      isUncompressed = true;
      response.commitContentLength();
    }
    (gzip == null ? target : gzip).write(buffer, 0, count);
    buffer = null;
  }

  @Override
  public void flush() throws IOException {
    if (gzip == null && !isUncompressed) {
      begin(false);
    }
    (gzip == null ? target : gzip).flush();
  }

  void finish() throws IOException {
    if (finished) {
      return;
    }
    finished = true;
    if (gzip != null) {
      gzip.finish();
      release();
    } else if (!isUncompressed && response.hasBody(count)) {
      begin(false);
    }
  }

  void reset() {
    count = 0;
  }

  void release() {
    if (gzip != null) {
      gzip.release();
    }
  }

  @Override
  public void close() throws IOException {
    finish();
    target.close();
  }

  @Override
  public boolean isReady() {
    return target.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    // An asynchronous writer writes only as much as there is room for, so nothing may be buffered.
    isUncompressed = true;
    response.commitContentLength();
    target.setWriteListener(listener);
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, 4_096, true);
      def.setLevel(LEVEL);
    }

    /** Frees the compressor's memory, which is outside of the heap. */
    void release() {
      def.end();
    }
  }
}
