package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The waiting list: bounded, fair, and quiet. */
class KnocksTest {

  private static final long NOW = 1_795_219_327_000L;

  private final Knocks knocks = new Knocks();

  private static Sender sender(String address, String name) {
    return new Sender(Door.TCP, address, name);
  }

  private Knocks.News knock(String address, String name, long millis) {
    return knocks.note(sender(address, name), "", "raw", "decoded", NOW + millis);
  }

  private List<String> names() {
    return knocks.list().stream().map(knock -> knock.sender().name()).toList();
  }

  @Test
  void senderIsListedOnceWithItsFirstAndLastTimeItsCountAndItsLastMessage() {
    knocks.note(sender("10.0.0.1", "gps"), "", "one", "1", NOW);
    knocks.note(sender("10.0.0.1", "gps"), "", "two", "2", NOW + 500);
    Knock knock = knocks.list().get(0);
    assertEquals(1, knocks.list().size());
    assertEquals(NOW, knock.first());
    assertEquals(NOW + 500, knock.last());
    assertEquals(2, knock.count());
    assertEquals("two", knock.raw());
    assertEquals("2", knock.decoded());
  }

  @Test
  void doorAddressAndNameTogetherAreTheSender() {
    knock("10.0.0.1", "gps", 0);
    knock("10.0.0.1", "gsm", 1);
    knock("10.0.0.2", "gps", 2);
    knocks.note(new Sender(Door.NODE_WS, "10.0.0.1", "gps"), "", "", "", NOW + 3);
    assertEquals(4, knocks.list().size());
  }

  @Test
  void newestAreFirst() {
    knock("10.0.0.1", "a", 0);
    knock("10.0.0.2", "b", 1);
    knock("10.0.0.1", "a", 2);
    assertEquals(List.of("a", "b"), names());
  }

  @Test
  void onlyTheNewest200AreKept() {
    for (int i = 0; i < 250; i++) {
      knock("10.0.0.1", "s" + i, i);
    }
    assertEquals(Knocks.MAX, knocks.list().size());
    assertEquals("s249", names().get(0));
    assertTrue(names().contains("s50") && !names().contains("s49"));
  }

  @Test
  void oneAddressCannotPushOutTheOthers() {
    knock("10.0.0.9", "mine", 0);
    for (int i = 0; i < 100_000; i++) {
      knock("10.0.0.1", "flood" + i, 1);
    }
    assertEquals(Knocks.MAX, knocks.list().size());
    assertTrue(names().contains("mine"));
  }

  @Test
  void messagesAreCut() {
    knocks.note(sender("10.0.0.1", "x"), "", "r".repeat(100_000), "d".repeat(100_000), NOW);
    Knock knock = knocks.list().get(0);
    assertEquals(1_024, knock.raw().length());
    assertEquals(1_024, knock.decoded().length());
  }

  @Test
  void oneThatKnocksOftenIsToldOfOnceASecond() {
    assertNotNull(knock("10.0.0.1", "x", 0).knock());
    for (int i = 1; i < 1_000; i++) {
      assertNull(knock("10.0.0.1", "x", i).knock());
    }
    assertEquals(List.of(), knocks.due(NOW + 999));
    assertEquals(1_000, knocks.due(NOW + 1_000).get(0).count());
    assertEquals(List.of(), knocks.due(NOW + 5_000));
  }

  @Test
  void manyAreToldOfInTurnsAndNobodyIsForgotten() {
    for (int i = 0; i < 100; i++) {
      knock("10.0.0." + i, "x", 0);
    }
    int told = Knocks.MAX_TOLD;
    for (int second = 1; second <= 4; second++) {
      told += knocks.due(NOW + second * 1_000L).size();
    }
    assertEquals(100, told);
  }

  @Test
  void pushedOutOneThatWasToldOfIsToldToHaveEnded() {
    knock("10.0.0.1", "s0", 0);
    String id = knocks.list().get(0).id();
    for (int i = 1; i < Knocks.MAX; i++) {
      knock("10.0.0.1", "s" + i, 1);
    }
    assertEquals(id, knock("10.0.0.1", "one more", 2).ended());
  }
}
