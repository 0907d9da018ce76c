package org.kymata.platform.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The body of a {@link GzipResponse}: held back, then as it is or compressed. */
final class GzipBody extends ServletOutputStream {
  // Quick: a small machine compresses this while it is asked.
  private static final int LEVEL = 4;

  private final GzipResponse response;
  private final ServletOutputStream below;
  private byte[] held = new byte[GzipResponse.MIN_BYTES];
  private int count;
  private Gzip gzip;
  private boolean plain;
  private boolean finished;

  GzipBody(GzipResponse response, ServletOutputStream below) {
    this.response = response;
    this.below = below;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int many) throws IOException {
    if (gzip == null && !plain) {
      if (count + many < GzipResponse.MIN_BYTES) {
        System.arraycopy(bytes, from, held, count, many);
        count += many;
        return;
      }
      begin(response.isCompressible());
    }
    (gzip == null ? below : gzip).write(bytes, from, many);
  }

  private void begin(boolean compressed) throws IOException {
    if (compressed) {
      response.setHeader("Content-Encoding", "gzip");
      response.addHeader("Vary", "Accept-Encoding");
      gzip = new Gzip(below);
    } else {
      plain = true;
      response.passLength();
    }
    (gzip == null ? below : gzip).write(held, 0, count);
    held = null;
  }

  @Override
  public void flush() throws IOException {
    if (gzip == null && !plain) {
      begin(false);
    }
    (gzip == null ? below : gzip).flush();
  }

  void finish() throws IOException {
    if (finished) {
      return;
    }
    finished = true;
    if (gzip != null) {
      gzip.finish();
      release();
    } else if (!plain && response.hasBody(count)) {
      begin(false);
    }
  }

  void forget() {
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
    below.close();
  }

  @Override
  public boolean isReady() {
    return below.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    // Writes only as much as there is room for, so nothing may be held back.
    plain = true;
    response.passLength();
    below.setWriteListener(listener);
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, 4_096, true);
      def.setLevel(LEVEL);
    }

    /** Frees the compressor's memory, which is none of the heap. */
    void release() {
      def.end();
    }
  }
}
