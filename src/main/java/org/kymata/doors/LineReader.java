package org.kymata.doors;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the lines of one connection, however its bytes are split or glued. Between lines it holds
 * no memory: thousands of connections are silent most of the time.
 */
public final class LineReader {

  /** The most bytes of a line, without its LF, unless more were allowed. */
  public static final int MAX_LINE = 4 << 10;

  /** A line that is longer than the longest by so many times is no line. */
  static final int MAX_TIMES = 16;

  /** What the bytes were good for. */
  public enum Found {
    /** A line: {@link #line()}. */
    LINE,
    /** Not enough; all bytes are used up. */
    MORE,
    /** A line that is too long; what is left of it is skipped. */
    TOO_LONG,
    /** A line that is {@link #MAX_TIMES} times too long: nothing will come of it. */
    NEVER_ENDING
  }

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final int LEAST_HALF = 64;
  private static final byte[] NOTHING = new byte[0];

  private int maxLine = MAX_LINE;
  private byte[] half = NOTHING;
  private int halfLength;
  private int skipped = -1;
  private byte[] line;

  /** Allows longer lines from now on: whoever is known is trusted with more memory. */
  public void allow(int bytes) {
    maxLine = bytes;
  }

  /** The most bytes that a line may have now, without its LF. */
  public int maxLine() {
    return maxLine;
  }

  /** Takes bytes from {@code in} until something is found. */
  public Found next(ByteBuf in) {
    while (in.isReadable()) {
      int end = in.bytesBefore(LF);
      int length = end < 0 ? in.readableBytes() : end;
      if (skipped >= 0) {
        if (skip(in, end, length)) {
          return Found.NEVER_ENDING;
        }
      } else if (halfLength + length > maxLine) {
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
    return skipped > MAX_TIMES * maxLine;
  }

  private void hold(ByteBuf in, int length) {
    int needed = halfLength + length;
    if (needed > half.length) {
      half = Arrays.copyOf(half, Math.max(LEAST_HALF, Math.min(maxLine, 2 * needed)));
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
  public byte[] line() {
    return line;
  }

  /** How many bytes are held for a line that is not complete. */
  public int heldBytes() {
    return half.length;
  }
}
