package org.kymata.readings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.readings.FairQueue.Call;

class FairQueueTest {

  private static final NodeId FLOODER = new NodeId("flooder0");
  private static final NodeId CALM = new NodeId("calm0000");
  private static final int ROOM = 200_000;
  private static final int GROUP = 5_000;

  private final FairQueue queue = new FairQueue(ROOM);

  private static Call call(NodeId node, int readings) {
    Reading reading = new Reading(new Series(node, "m", false), 0, 1, null);
    return new Call(Door.WS, Collections.nCopies(readings, reading), new CompletableFuture<>(), 0);
  }

  private int fill(NodeId node, int readings) {
    int calls = 0;
    while (queue.offer(call(node, readings))) {
      calls++;
    }
    return calls;
  }

  private List<Call> take() throws InterruptedException {
    List<Call> group = new ArrayList<>();
    queue.take(group, GROUP, 0);
    return group;
  }

  private static long readings(List<Call> group, NodeId node) {
    return group.stream().filter(call -> call.node().equals(node)).mapToLong(Call::size).sum();
  }

  @Test
  void emptyQueueGivesNothing() throws InterruptedException {
    assertEquals(List.of(), take());
    assertTrue(queue.isEmpty());
  }

  @Test
  void nodeThatFloodsAloneGetsHalfOfWhatIsShared() {
    assertEquals(ROOM * 3 / 8 / 100, fill(FLOODER, 100));
    assertEquals(ROOM * 3 / 8, queue.readingCount());
    assertTrue(queue.offer(call(CALM, 5_000)));
    // The more is taken, the less a node may have: now it is above its share.
    assertFalse(queue.offer(call(FLOODER, 1)));
  }

  @Test
  void roomIsLeftForTheCalmHoweverManyFlood() {
    for (int i = 0; i < 50; i++) {
      fill(new NodeId("flood" + i), 10);
    }
    assertTrue(queue.readingCount() < ROOM);
    for (int i = 0; i < 100; i++) {
      assertTrue(queue.offer(call(new NodeId("calm" + i), 10)), "calm node " + i);
    }
  }

  @Test
  void callsAreBoundedAsReadingsAre() {
    int share = ROOM / 4 * 3 / 8;
    assertEquals(share, fill(FLOODER, 1));
    assertTrue(queue.offer(call(CALM, 1)));
    assertEquals(share + 1, queue.callCount());
    for (int i = 0; queue.offer(call(new NodeId("one" + i), 1)); i++) {
      assertTrue(i < ROOM / 4, "calls have no bound");
    }
    assertEquals(ROOM / 4, queue.callCount());
  }

  @Test
  void whatIsOfferedInIsTakenOutOnceAndInOrder() throws InterruptedException {
    List<Call> offered = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Call call = call(FLOODER, 1 + i % 40);
      offered.add(call);
      assertTrue(queue.offer(call));
    }
    List<Call> taken = new ArrayList<>();
    for (List<Call> group = take(); !group.isEmpty(); group = take()) {
      assertTrue(readings(group, FLOODER) < GROUP + 40);
      taken.addAll(group);
    }
    assertEquals(offered, taken);
    assertEquals(0, queue.readingCount());
    assertEquals(0, queue.callCount());
    assertEquals(0, queue.readingCount(FLOODER));
  }

  @Test
  void calmNodeIsInTheNextGroupWhateverWaits() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      fill(new NodeId("flood" + i), 5_000);
      fill(new NodeId("flood" + i), 10);
    }
    take();
    assertTrue(queue.offer(call(CALM, 3)));
    assertEquals(3, readings(take(), CALM));
  }

  @Test
  void nodesThatFloodShareTheCommits() throws InterruptedException {
    NodeId other = new NodeId("flooder1");
    for (int i = 0; i < 20; i++) {
      assertTrue(queue.offer(call(FLOODER, 1_000)));
    }
    for (int i = 0; i < 200; i++) {
      assertTrue(queue.offer(call(other, 100)));
    }
    long ofFirst = 0;
    long ofOther = 0;
    for (int i = 0; i < 6; i++) {
      List<Call> group = take();
      ofFirst += readings(group, FLOODER);
      ofOther += readings(group, other);
    }
    assertEquals(ofFirst, ofOther, 2_000);
  }

  @Test
  void thoseWhoWaitAreNotPassedOverByThoseWhoBeginAgainAndAgain() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      assertTrue(queue.offer(call(FLOODER, 1_000)));
    }
    take();
    int groups = 0;
    while (queue.readingCount(FLOODER) > 0) {
      for (int i = 0; i < 15; i++) {
        assertTrue(queue.offer(call(new NodeId("begin" + i), 400)));
      }
      take();
      groups++;
      assertTrue(groups < 40, "the one that waits is starved");
    }
  }

  @Test
  void callLargerThanATurnHasItsTurnsSaved() throws InterruptedException {
    assertTrue(queue.offer(call(FLOODER, 5_000)));
    assertEquals(5_000, readings(take(), FLOODER));
  }

  @Test
  void forgottenNodesCallsAreStillTaken() throws InterruptedException {
    assertTrue(queue.offer(call(FLOODER, 5)));
    queue.forget(FLOODER);
    assertEquals(5, readings(take(), FLOODER));
  }
}
