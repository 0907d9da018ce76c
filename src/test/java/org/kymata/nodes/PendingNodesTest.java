package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The pending nodes are bounded, fair to all addresses, and published at a limited rate. */
class PendingNodesTest {

  private static final long NOW = 1_795_219_327_000L;

  private final PendingNodes pendingNodes = new PendingNodes();

  private static Sender sender(String address, String name) {
    return new Sender(Transport.TCP, address, name);
  }

  private PendingNodes.Update addOrUpdate(String address, String name, long millis) {
    return pendingNodes.addOrUpdate(sender(address, name), "", "raw", "decoded", NOW + millis);
  }

  private List<String> names() {
    return pendingNodes.list().stream().map(pendingNode -> pendingNode.sender().name()).toList();
  }

  @Test
  void senderIsListedOnceWithItsFirstAndLastTimeItsCountAndItsLastMessage() {
    pendingNodes.addOrUpdate(sender("10.0.0.1", "gps"), "", "one", "1", NOW);
    pendingNodes.addOrUpdate(sender("10.0.0.1", "gps"), "", "two", "2", NOW + 500);
    PendingNode pendingNode = pendingNodes.list().get(0);
    assertEquals(1, pendingNodes.list().size());
    assertEquals(NOW, pendingNode.first());
    assertEquals(NOW + 500, pendingNode.last());
    assertEquals(2, pendingNode.count());
    assertEquals("two", pendingNode.raw());
    assertEquals("2", pendingNode.decoded());
  }

  @Test
  void transportAddressAndNameTogetherAreTheSender() {
    addOrUpdate("10.0.0.1", "gps", 0);
    addOrUpdate("10.0.0.1", "gsm", 1);
    addOrUpdate("10.0.0.2", "gps", 2);
    pendingNodes.addOrUpdate(new Sender(Transport.NODE_WS, "10.0.0.1", "gps"), "", "", "", NOW + 3);
    assertEquals(4, pendingNodes.list().size());
  }

  @Test
  void newestAreFirst() {
    addOrUpdate("10.0.0.1", "a", 0);
    addOrUpdate("10.0.0.2", "b", 1);
    addOrUpdate("10.0.0.1", "a", 2);
    assertEquals(List.of("a", "b"), names());
  }

  @Test
  void onlyTheNewest200AreKept() {
    for (int i = 0; i < 250; i++) {
      addOrUpdate("10.0.0.1", "s" + i, i);
    }
    assertEquals(PendingNodes.MAX, pendingNodes.list().size());
    assertEquals("s249", names().get(0));
    assertTrue(names().contains("s50") && !names().contains("s49"));
  }

  @Test
  void oneAddressCannotPushOutTheOthers() {
    addOrUpdate("10.0.0.9", "mine", 0);
    for (int i = 0; i < 100_000; i++) {
      addOrUpdate("10.0.0.1", "flood" + i, 1);
    }
    assertEquals(PendingNodes.MAX, pendingNodes.list().size());
    assertTrue(names().contains("mine"));
  }

  @Test
  void messagesAreTruncated() {
    pendingNodes.addOrUpdate(
        sender("10.0.0.1", "x"), "", "r".repeat(100_000), "d".repeat(100_000), NOW);
    PendingNode pendingNode = pendingNodes.list().get(0);
    assertEquals(1_024, pendingNode.raw().length());
    assertEquals(1_024, pendingNode.decoded().length());
  }

  @Test
  void frequentSenderIsPublishedOnceASecond() {
    assertNotNull(addOrUpdate("10.0.0.1", "x", 0).updated());
    for (int i = 1; i < 1_000; i++) {
      assertNull(addOrUpdate("10.0.0.1", "x", i).updated());
    }
    assertEquals(List.of(), pendingNodes.drainDueUpdates(NOW + 999));
    assertEquals(1_000, pendingNodes.drainDueUpdates(NOW + 1_000).get(0).count());
    assertEquals(List.of(), pendingNodes.drainDueUpdates(NOW + 5_000));
  }

  @Test
  void manyArePublishedInTurnsAndNoneIsForgotten() {
    for (int i = 0; i < 100; i++) {
      addOrUpdate("10.0.0." + i, "x", 0);
    }
    int published = PendingNodes.MAX_UPDATES_PER_SECOND;
    for (int second = 1; second <= 4; second++) {
      published += pendingNodes.drainDueUpdates(NOW + second * 1_000L).size();
    }
    assertEquals(100, published);
  }

  @Test
  void evictedPendingNodeThatWasPublishedIsPublishedAsRemoved() {
    addOrUpdate("10.0.0.1", "s0", 0);
    String id = pendingNodes.list().get(0).id();
    for (int i = 1; i < PendingNodes.MAX; i++) {
      addOrUpdate("10.0.0.1", "s" + i, 1);
    }
    assertEquals(id, addOrUpdate("10.0.0.1", "one more", 2).removedId());
  }
}
