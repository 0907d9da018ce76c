package org.kymata.platform.http;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSyntaxTest {

  private static String complaint(ChunkSyntax syntax, String bytes, boolean afterChunk) {
    return syntax.complaint(bytes::charAt, 0, bytes.length(), afterChunk);
  }

  /** As it comes bit by bit: what the server did not take comes again with more behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"18\r\n{", "aB\r\n", "0\r\n\r\n", "000\r\n\r\nGET /"})
  void goodSizeIsTakenHoweverItComes(String line) {
    ChunkSyntax syntax = new ChunkSyntax();
    for (int end = 0; end <= line.length(); end++) {
      assertNull(complaint(syntax, line.substring(0, end), false), line.substring(0, end));
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
  void otherSizeIsRefusedHoweverItComes(String line) {
    assertNotNull(complaint(new ChunkSyntax(), line, false));
    ChunkSyntax syntax = new ChunkSyntax();
    boolean refused = false;
    for (int end = 0; end <= line.length() && !refused; end++) {
      refused = complaint(syntax, line.substring(0, end), false) != null;
    }
    assertNotNull(refused ? line : null);
  }

  @Test
  void chunkEndsWithBothOfItsBytes() {
    assertNull(complaint(new ChunkSyntax(), "\r\n18\r\n", true));
    assertNotNull(complaint(new ChunkSyntax(), "\n18\r\n", true));
    assertNotNull(complaint(new ChunkSyntax(), "XX\r\n18\r\n", true));
    ChunkSyntax apart = new ChunkSyntax();
    assertNull(complaint(apart, "\r", true));
    // The server took the first away.
    assertNull(complaint(apart, "\n", true));
    assertNull(complaint(apart, "18\r\n", false));
    ChunkSyntax wrong = new ChunkSyntax();
    assertNull(complaint(wrong, "\r", true));
    assertNotNull(complaint(wrong, "X\n18\r\n", true));
  }
}
