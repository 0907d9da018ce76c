package org.kymata.server;

import java.nio.ByteBuffer;

/**
 * Follows the frames (RFC 6455, 5.2) that come over one WebSocket without reading what is in them:
 * how much of a message has come that is not complete, and so is kept by the server.
 */
final class WebSocketFrameTracker {

  /**
   * The most bytes of a message. Tyrus itself refuses one over 64 KiB when all of it is there; this
   * is for those that should never be waited for.
   */
  static final int MAX_MESSAGE = 128 << 10;

  // Tyrus's incoming buffer, see web.xml.
  private static final long MAX_BUFFERED = 192 << 10;
  private static final int PING = 9;
  private static final int FIRST_CONTROL = 8;

  private final byte[] header = new byte[14];
  private int headerLength;
  private int opcode;
  private boolean isFinal;
  private long payload;
  private long payloadLeft;
  private boolean isFragmented;
  private long fragments;
  private long largest;
  private boolean isTooLarge;
  private boolean hasCompleted;
  private int pings;
  private long pingBytes;

  /** Goes on with what came. */
  void update(ByteBuffer data) {
    long before = partialBytes();
    largest = Math.max(largest, before + data.remaining());
    while (data.hasRemaining()) {
      if (payloadLeft > 0) {
        int part = (int) Math.min(payloadLeft, data.remaining());
        data.position(data.position() + part);
        payloadLeft -= part;
        endFrameIfComplete();
      } else {
        header[headerLength++] = data.get();
        if (headerLength >= 2 && headerLength == headerBytes()) {
          beginFrame();
        }
      }
    }
  }

  private int headerBytes() {
    int length = header[1] & 0x7f;
    int ofLength = length == 127 ? 8 : length == 126 ? 2 : 0;
    return 2 + ofLength + (header[1] < 0 ? 4 : 0);
  }

  private void beginFrame() {
    isFinal = header[0] < 0;
    opcode = header[0] & 0x0f;
    int length = header[1] & 0x7f;
    payload =
        switch (length) {
          case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xffff;
          case 127 -> ByteBuffer.wrap(header).getLong(2);
          default -> length;
        };
    headerLength = 0;
    // A length with its highest bit set is negative here, and none that can be.
    if (payload < 0 || fragments + payload > MAX_MESSAGE) {
      isTooLarge = true;
      payload = Math.max(0, payload);
    }
    payloadLeft = payload;
    endFrameIfComplete();
  }

  private void endFrameIfComplete() {
    if (payloadLeft > 0) {
      return;
    }
    if (opcode == PING) {
      pings++;
      pingBytes += 2 + payload;
    } else if (opcode < FIRST_CONTROL) {
      isFragmented = !isFinal;
      hasCompleted |= isFinal;
      fragments = isFinal ? 0 : fragments + payload;
    }
  }

  private long partialBytes() {
    return payloadLeft > 0 ? payload - payloadLeft : headerLength;
  }

  /** Whether a frame or a message has begun that is not complete. */
  boolean isUnfinished() {
    return headerLength > 0 || payloadLeft > 0 || isFragmented;
  }

  /** Whether a message was completed since this was asked last. */
  boolean pollCompleted() {
    boolean taken = hasCompleted;
    hasCompleted = false;
    return taken;
  }

  /** Whether a message began that is larger than the largest. */
  boolean isTooLarge() {
    return isTooLarge;
  }

  /**
   * What the server keeps of what came: two buffers as large as the most that came at a time, which
   * it never gives back, and the parts of a message, of which it makes a text.
   */
  long heldBytes() {
    return 2 * Math.min(largest, MAX_BUFFERED) + 2 * fragments;
  }

  /** How many pings came since this was asked last. */
  int pollPings() {
    int taken = pings;
    pings = 0;
    return taken;
  }

  /** How many bytes the answers to the pings have that came since this was asked last. */
  long pollPingBytes() {
    long taken = pingBytes;
    pingBytes = 0;
    return taken;
  }
}
