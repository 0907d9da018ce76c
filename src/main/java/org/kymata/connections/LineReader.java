package org.kymata.connections;

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
  static final int MAX_OVERLENGTH_FACTOR = 16;

  /** What the bytes were good for. */
  public enum Result {
    /** A line: {@link #line()}. */
    LINE,
    /** Not enough; all bytes are used up. */
    NEED_MORE,
    /** A line that is too long; what is left of it is skipped. */
    TOO_LONG,
    /** A line that is {@link #MAX_OVERLENGTH_FACTOR} times too long: nothing will come of it. */
    UNTERMINATED
  }

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final int MIN_PARTIAL = 64;
  private static final byte[] EMPTY = new byte[0];

  private int maxLine = MAX_LINE;
  private byte[] partial = EMPTY;
  private int partialLength;
  private int skipped = -1;
  private byte[] line;

  /** Allows longer lines from now on: whoever is known is trusted with more memory. */
  public void setMaxLine(int bytes) {
    maxLine = bytes;
  }

  /** The most bytes that a line may have now, without its LF. */
  public int maxLine() {
    return maxLine;
  }

  /** Takes bytes from {@code in} until something is found. */
  public Result next(ByteBuf in) {
    while (in.isReadable()) {
      int end = in.bytesBefore(LF);
      int length = end < 0 ? in.readableBytes() : end;
      if (skipped >= 0) {
        if (skip(in, end, length)) {
          return Result.UNTERMINATED;
        }
      } else if (partialLength + length > maxLine) {
        skipped = partialLength;
        discardPartial();
        return Result.TOO_LONG;
      } else if (end < 0) {
        appendPartial(in, length);
      } else {
        completeLine(in, length);
        return Result.LINE;
      }
    }
    return Result.NEED_MORE;
  }

  private boolean skip(ByteBuf in, int end, int length) {
    in.skipBytes(end < 0 ? length : length + 1);
    skipped = end < 0 ? skipped + length : -1;
    return skipped > MAX_OVERLENGTH_FACTOR * maxLine;
  }

  private void appendPartial(ByteBuf in, int length) {
    int needed = partialLength + length;
    if (needed > partial.length) {
      partial = Arrays.copyOf(partial, Math.max(MIN_PARTIAL, Math.min(maxLine, 2 * needed)));
    }
    in.readBytes(partial, partialLength, length);
    partialLength = needed;
  }

  private void completeLine(ByteBuf in, int length) {
    byte[] whole = Arrays.copyOf(partial, partialLength + length);
    // What is beyond the half in its array is overwritten here.
    in.readBytes(whole, partialLength, length);
    in.skipBytes(1);
    discardPartial();
    int last = whole.length - 1;
    line = last >= 0 && whole[last] == CR ? Arrays.copyOf(whole, last) : whole;
  }

  private void discardPartial() {
    partial = EMPTY;
    partialLength = 0;
  }

  /** The line that was found last, without its end. */
  public byte[] line() {
    return line;
  }

  /** How many bytes are held for a line that is not complete. */
  public int bufferedBytes() {
    return partial.length;
  }
}
