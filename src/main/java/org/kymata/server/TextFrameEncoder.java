package org.kymata.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * Encodes texts as unmasked, unfragmented WebSocket frames of a server (RFC 6455, section 5.2). The
 * last text is encoded only once, since it usually goes to many sockets. Thread-safe.
 */
final class TextFrameEncoder {

  private static final byte FINAL_TEXT_FRAME = (byte) 0x81;
  private static final int SHORT = 125;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int MAX_TWO_BYTES = 0xFFFF;

  private record Encoded(String text, byte[] frame) {}

  private volatile Encoded last = new Encoded("", encode(""));

  /** The frame of a text; callers must not change it. */
  byte[] frameOf(String text) {
    Encoded known = last;
    // Compares by identity: comparing long texts would cost as much as encoding them.
    if (known.text != text) {
      known = new Encoded(text, encode(text));
      last = known;
    }
    return known.frame;
  }

  private static byte[] encode(String text) {
    byte[] payload = text.getBytes(UTF_8);
    int length = payload.length;
    int head = length <= SHORT ? 2 : length <= MAX_TWO_BYTES ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(head + length).put(FINAL_TEXT_FRAME);
    if (length <= SHORT) {
      frame.put((byte) length);
    } else if (length <= MAX_TWO_BYTES) {
      frame.put((byte) TWO_BYTES).putShort((short) length);
    } else {
      frame.put((byte) EIGHT_BYTES).putLong(length);
    }
    return frame.put(payload).array();
  }
}
