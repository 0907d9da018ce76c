package org.kymata.doors.tcp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the lines of one connection, however its bytes are split or glued. Between lines it holds
 * no memory: thousands of connections are silent most of the time.
 */
final class LineReader {

  /** The most bytes of a line, without its LF. */
  static final int MAX_LINE = 4 << 10;

  /** A line that has not ended after so many bytes is no line. */
  static final int MAX_SKIPPED = 64 << 10;

  /** What the bytes were good for. */
  enum Found {
    /** A line: {@link #line()}. */
    LINE,
    /** Not enough; all bytes are used up. */
    MORE,
    /** A line over {@link #MAX_LINE}; what is left of it is skipped. */
    TOO_LONG,
    /** A line over {@link #MAX_SKIPPED}: nothing will come of it. */
    NEVER_ENDING
  }

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final int LEAST_HALF = 64;
  private static final byte[] NOTHING = new byte[0];

  private byte[] half = NOTHING;
  private int halfLength;
  private int skipped = -1;
  private byte[] line;

  /** Takes bytes from {@code in} until something is found. */
  Found next(ByteBuf in) {
    while (in.isReadable()) {
      int end = in.bytesBefore(LF);
      int length = end < 0 ? in.readableBytes() : end;
      if (skipped >= 0) {
        if (skip(in, end, length)) {
          return Found.NEVER_ENDING;
        }
      } else if (halfLength + length > MAX_LINE) {
        skipped = halfLength;
        forgetHalf();
        return Found.TOO_LONG;
      } else if (end < 0) {
        hold(in, length);
      } else {
        complete(in, length);
        return Found.LINE;
      }
    }
    return Found.MORE;
  }

  private boolean skip(ByteBuf in, int end, int length) {
    in.skipBytes(end < 0 ? length : length + 1);
    skipped = end < 0 ? skipped + length : -1;
    return skipped > MAX_SKIPPED;
  }

  private void hold(ByteBuf in, int length) {
    int needed = halfLength + length;
    if (needed > half.length) {
      half = Arrays.copyOf(half, Math.max(LEAST_HALF, Math.min(MAX_LINE, 2 * needed)));
    }
    in.readBytes(half, halfLength, length);
    halfLength = needed;
  }

  private void complete(ByteBuf in, int length) {
    byte[] whole = Arrays.copyOf(half, halfLength + length);
    // What is beyond the half in its array is overwritten here.
    in.readBytes(whole, halfLength, length);
    in.skipBytes(1);
    forgetHalf();
    int last = whole.length - 1;
    line = last >= 0 && whole[last] == CR ? Arrays.copyOf(whole, last) : whole;
  }

  private void forgetHalf() {
    half = NOTHING;
    halfLength = 0;
  }

  /** The line that was found last, without its end. */
  byte[] line() {
    return line;
  }

  /** How many bytes are held for a line that is not complete. */
  int heldBytes() {
    return half.length;
  }
}
