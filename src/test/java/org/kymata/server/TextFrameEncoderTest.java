package org.kymata.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames as in RFC 6455, section 5.7. */
class TextFrameEncoderTest {

  private final TextFrameEncoder encoder = new TextFrameEncoder();

  @Test
  void shortText() {
    assertEquals("810548656c6c6f", HexFormat.of().formatHex(encoder.frameOf("Hello")));
  }

  @ParameterizedTest
  @CsvSource({
    "0,      8100",
    "125,    817d",
    "126,    817e007e",
    "65535,  817effff",
    "65536,  817f0000000000010000",
    "200000, 817f0000000000030d40"
  })
  void headSaysHowLongItIs(int length, String head) {
    String text = "x".repeat(length);
    byte[] frame = encoder.frameOf(text);
    assertEquals(head, HexFormat.of().formatHex(frame, 0, head.length() / 2));
    assertEquals(text, new String(frame, head.length() / 2, length, UTF_8));
    assertEquals(head.length() / 2 + length, frame.length);
  }

  @Test
  void lengthIsThatOfTheBytes() {
    byte[] frame = encoder.frameOf("21 °C 🌡");
    assertEquals(11, frame[1]);
    assertArrayEquals("21 °C 🌡".getBytes(UTF_8), Arrays.copyOfRange(frame, 2, frame.length));
  }

  @Test
  void sameTextIsEncodedOnce() {
    String text = "a reading";
    byte[] first = encoder.frameOf(text);
    assertSame(first, encoder.frameOf(text));
    byte[] other = encoder.frameOf("another");
    assertNotSame(first, other);
    assertEquals("another", new String(other, 2, 7, UTF_8));
  }
}
