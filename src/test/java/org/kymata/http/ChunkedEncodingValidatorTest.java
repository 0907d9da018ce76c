package org.kymata.http;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedEncodingValidatorTest {

  private static String violation(
      ChunkedEncodingValidator syntax, String bytes, boolean afterChunk) {
    return syntax.violation(bytes::charAt, 0, bytes.length(), afterChunk);
  }

  /** Bytes arrive one by one: what the server did not consume comes again with more behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"18\r\n{", "aB\r\n", "0\r\n\r\n", "000\r\n\r\nGET /"})
  void validSizeIsAcceptedHoweverItArrives(String line) {
    ChunkedEncodingValidator syntax = new ChunkedEncodingValidator();
    for (int end = 0; end <= line.length(); end++) {
      assertNull(violation(syntax, line.substring(0, end), false), line.substring(0, end));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18\n",
        " 18\r\n",
        "18 \r\n",
        "18;\r\n",
        "18\r\r\n",
        "0x18\r\n",
        "\r\n",
        "g",
        "+1",
        "-1",
        "0\r\n\n",
        "0\r\nA: b\r\n\r\n",
        "0\n\n",
        "0000000000000018\r\n"
      })
  void otherSizeIsRefusedHoweverItArrives(String line) {
    assertNotNull(violation(new ChunkedEncodingValidator(), line, false));
    ChunkedEncodingValidator syntax = new ChunkedEncodingValidator();
    boolean refused = false;
    for (int end = 0; end <= line.length() && !refused; end++) {
      refused = violation(syntax, line.substring(0, end), false) != null;
    }
    assertNotNull(refused ? line : null);
  }

  @Test
  void chunkEndsWithBothOfItsBytes() {
    assertNull(violation(new ChunkedEncodingValidator(), "\r\n18\r\n", true));
    assertNotNull(violation(new ChunkedEncodingValidator(), "\n18\r\n", true));
    assertNotNull(violation(new ChunkedEncodingValidator(), "XX\r\n18\r\n", true));
    ChunkedEncodingValidator apart = new ChunkedEncodingValidator();
    assertNull(violation(apart, "\r", true));
    // The server consumed the first byte.
    assertNull(violation(apart, "\n", true));
    assertNull(violation(apart, "18\r\n", false));
    ChunkedEncodingValidator wrong = new ChunkedEncodingValidator();
    assertNull(violation(wrong, "\r", true));
    assertNotNull(violation(wrong, "X\n18\r\n", true));
  }
}
