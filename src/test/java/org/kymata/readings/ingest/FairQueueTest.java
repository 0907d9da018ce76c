package org.kymata.readings.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.ingest.FairQueue.PendingBatch;

class FairQueueTest {

  private static final NodeId FLOODER = new NodeId("flooder0");
  private static final NodeId CALM = new NodeId("calm0000");
  private static final int ROOM = 200_000;
  private static final int GROUP = 5_000;

  private final FairQueue queue = new FairQueue(ROOM);

  private static PendingBatch batch(NodeId node, int readings) {
    Reading reading = new Reading(new Series(node, "m", false), 0, 1, null);
    return new PendingBatch(
        Transport.WS, Collections.nCopies(readings, reading), new CompletableFuture<>(), 0);
  }

  private int fill(NodeId node, int readings) {
    int calls = 0;
    while (queue.offer(batch(node, readings))) {
      calls++;
    }
    return calls;
  }

  private List<PendingBatch> pollGroup() throws InterruptedException {
    List<PendingBatch> group = new ArrayList<>();
    queue.pollGroup(group, GROUP, 0);
    return group;
  }

  private static long readings(List<PendingBatch> group, NodeId node) {
    return group.stream()
        .filter(call -> call.node().equals(node))
        .mapToLong(PendingBatch::size)
        .sum();
  }

  @Test
  void emptyQueueGivesNothing() throws InterruptedException {
    assertEquals(List.of(), pollGroup());
    assertTrue(queue.isEmpty());
  }

  @Test
  void nodeThatFloodsAloneGetsHalfOfWhatIsShared() {
    assertEquals(ROOM * 3 / 8 / 100, fill(FLOODER, 100));
    assertEquals(ROOM * 3 / 8, queue.readingCount());
    assertTrue(queue.offer(batch(CALM, 5_000)));
    // The fuller the queue, the less a node may queue: now it is above its share.
    assertFalse(queue.offer(batch(FLOODER, 1)));
  }

  @Test
  void roomIsLeftForTheCalmHoweverManyFlood() {
    for (int i = 0; i < 50; i++) {
      fill(new NodeId("flood" + i), 10);
    }
    assertTrue(queue.readingCount() < ROOM);
    for (int i = 0; i < 100; i++) {
      assertTrue(queue.offer(batch(new NodeId("calm" + i), 10)), "calm node " + i);
    }
  }

  @Test
  void callsAreBoundedAsReadingsAre() {
    int share = ROOM / 4 * 3 / 8;
    assertEquals(share, fill(FLOODER, 1));
    assertTrue(queue.offer(batch(CALM, 1)));
    assertEquals(share + 1, queue.callCount());
    for (int i = 0; queue.offer(batch(new NodeId("one" + i), 1)); i++) {
      assertTrue(i < ROOM / 4, "calls have no bound");
    }
    assertEquals(ROOM / 4, queue.callCount());
  }

  @Test
  void offeredBatchesAreReturnedOnceAndInOrder() throws InterruptedException {
    List<PendingBatch> offered = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      PendingBatch call = batch(FLOODER, 1 + i % 40);
      offered.add(call);
      assertTrue(queue.offer(call));
    }
    List<PendingBatch> taken = new ArrayList<>();
    for (List<PendingBatch> group = pollGroup(); !group.isEmpty(); group = pollGroup()) {
      assertTrue(readings(group, FLOODER) < GROUP + 40);
      taken.addAll(group);
    }
    assertEquals(offered, taken);
    assertEquals(0, queue.readingCount());
    assertEquals(0, queue.callCount());
    assertEquals(0, queue.readingCount(FLOODER));
  }

  @Test
  void calmNodeIsInTheNextGroupDespiteAFlood() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      fill(new NodeId("flood" + i), 5_000);
      fill(new NodeId("flood" + i), 10);
    }
    pollGroup();
    assertTrue(queue.offer(batch(CALM, 3)));
    assertEquals(3, readings(pollGroup(), CALM));
  }

  @Test
  void nodesThatFloodShareTheCommits() throws InterruptedException {
    NodeId other = new NodeId("flooder1");
    for (int i = 0; i < 20; i++) {
      assertTrue(queue.offer(batch(FLOODER, 1_000)));
    }
    for (int i = 0; i < 200; i++) {
      assertTrue(queue.offer(batch(other, 100)));
    }
    long ofFirst = 0;
    long ofOther = 0;
    for (int i = 0; i < 6; i++) {
      List<PendingBatch> group = pollGroup();
      ofFirst += readings(group, FLOODER);
      ofOther += readings(group, other);
    }
    assertEquals(ofFirst, ofOther, 2_000);
  }

  @Test
  void thoseWhoWaitAreNotPassedOverByThoseWhoBeginAgainAndAgain() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      assertTrue(queue.offer(batch(FLOODER, 1_000)));
    }
    pollGroup();
    int groups = 0;
    while (queue.readingCount(FLOODER) > 0) {
      for (int i = 0; i < 15; i++) {
        assertTrue(queue.offer(batch(new NodeId("begin" + i), 400)));
      }
      pollGroup();
      groups++;
      assertTrue(groups < 40, "the one that waits is starved");
    }
  }

  @Test
  void batchLargerThanAQuantumIsServedAfterSeveralTurns() throws InterruptedException {
    assertTrue(queue.offer(batch(FLOODER, 5_000)));
    assertEquals(5_000, readings(pollGroup(), FLOODER));
  }

  @Test
  void batchesOfADeletedNodeAreStillCommitted() throws InterruptedException {
    assertTrue(queue.offer(batch(FLOODER, 5)));
    queue.removeNode(FLOODER);
    assertEquals(5, readings(pollGroup(), FLOODER));
  }
}
