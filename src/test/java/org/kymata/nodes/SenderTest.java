package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderTest {

  @ParameterizedTest
  @CsvSource({
    "192.168.1.7, 192.168.1.7",
    "' 192.168.1.7 ', 192.168.1.7",
    "::1, 0:0:0:0:0:0:0:1",
    "0:0:0:0:0:0:0:1%lo, 0:0:0:0:0:0:0:1",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "FE80::1, fe80:0:0:0:0:0:0:1",
    "::ffff:10.0.0.1, 10.0.0.1",
    "999.1.1.1, 999.1.1.1",
    "1:2:3, 1:2:3",
    "unknown, unknown",
    "'', ''"
  })
  void addressHasOneSpelling(String given, String kept) {
    assertEquals(kept, Sender.canonical(given));
    assertEquals(kept, new Sender(Transport.TCP, given, "").address());
  }

  @Test
  void nameIsMadeFitToBeShown() {
    assertEquals("a\uFFFDb", new Sender(Transport.TCP, "10.0.0.1", " a\u0000b ").name());
    assertEquals("", new Sender(Transport.TCP, "10.0.0.1", null).name());
    assertEquals(81, new Sender(Transport.TCP, "10.0.0.1", "x".repeat(5_000)).name().length());
  }

  @Test
  void pageIsOneOfTheNodePortAlone() {
    assertTrue(new Sender(Transport.NODE_WS, "10.0.0.1", "webpage").isPage());
    assertTrue(new Sender(Transport.NODE_WS, "10.0.0.1", "webpage http://lab").isPage());
    assertFalse(new Sender(Transport.NODE_WS, "10.0.0.1", "webpages").isPage());
    assertFalse(new Sender(Transport.NODE_WS, "10.0.0.1", "node http://lab").isPage());
    assertFalse(new Sender(Transport.TCP, "10.0.0.1", "webpage").isPage());
  }
}
