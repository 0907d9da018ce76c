package org.kymata.readings.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;

/**
 * The calls that wait for their commit: a lane per node, emptied in turn, so that a node waits
 * behind its own calls and not behind those of a node that floods. Thread-safe.
 *
 * <p>Bounded in readings and in calls. A quarter of the room is for nodes of which next to nothing
 * waits. Of the rest a node may have no more waiting than is still free (dynamic thresholds;
 * Choudhury and Hahne 1998): alone it gets half of it, of two that flood each a third, and those
 * that begin while others have more than their share find the quarter. Lanes have their turns by
 * deficit round robin (Shreedhar and Varghese 1996). A call of several nodes' readings, which only
 * people send, counts as the first one's.
 */
final class FairQueue {

  /** How many readings a node may bring before the next has its turn. */
  static final int QUANTUM = 500;

  /** Above that a lane's memory is given back when it is empty. */
  private static final int SHRINK_ABOVE_CALLS = 1_024;

  /**
   * Readings that are to be committed together.
   *
   * @param committed done when they are
   * @param sinceNanos when they came, as of {@link System#nanoTime}
   */
  record PendingBatch(
      Transport transport,
      List<Reading> readings,
      CompletableFuture<Void> committed,
      long submittedNanos) {
    NodeId node() {
      return readings.get(0).series().node();
    }

    int size() {
      return readings.size();
    }
  }

  private static final class Lane {
    private Deque<PendingBatch> calls = new ArrayDeque<>(4);
    private int readings;
    private int maxSeen;
    private int deficit;

    void add(PendingBatch call) {
      calls.add(call);
      readings += call.size();
      maxSeen = Math.max(maxSeen, calls.size());
    }

    /** Moves what it may bring in this turn, until {@code room} readings are there. */
    int dequeue(List<PendingBatch> group, int room) {
      deficit += QUANTUM;
      int brought = 0;
      for (PendingBatch call = calls.peek();
          call != null && call.size() <= deficit && brought < room;
          call = calls.peek()) {
        group.add(calls.poll());
        deficit -= call.size();
        readings -= call.size();
        brought += call.size();
      }
      return brought;
    }

    void reset() {
      deficit = 0;
      if (maxSeen > SHRINK_ABOVE_CALLS) {
        calls = new ArrayDeque<>(4);
      }
      maxSeen = 0;
    }
  }

  private final int maxReadings;
  private final int maxCalls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Map<NodeId, Lane> lanes = new HashMap<>();
  // Those with calls; whoever has just begun to send comes before who has been waiting for long,
  // but only every other time.
  private final Deque<Lane> newLanes = new ArrayDeque<>();
  private final Deque<Lane> activeLanes = new ArrayDeque<>();
  private boolean newLaneServedLast;
  private int readings;
  private int calls;

  /**
   * Empty.
   *
   * @param mostReadings the most readings that may wait; of calls it is a quarter of that
   */
  FairQueue(int mostReadings) {
    this.maxReadings = mostReadings;
    this.maxCalls = mostReadings / 4;
  }

  /** The most readings that may wait. */
  int capacity() {
    return maxReadings;
  }

  /** Takes a call in; false when its node has its share already. */
  boolean offer(PendingBatch call) {
    lock.lock();
    try {
      Lane lane = lanes.computeIfAbsent(call.node(), any -> new Lane());
      if (!hasRoom(lane, call.size())) {
        return false;
      }
      if (lane.calls.isEmpty()) {
        newLanes.add(lane);
      }
      lane.add(call);
      readings += call.size();
      calls++;
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Lane lane, int more) {
    if (lane.calls.isEmpty() || lane.readings + more <= QUANTUM) {
      return readings + more <= maxReadings && calls < maxCalls;
    }
    return lane.readings + more <= maxReadings / 4 * 3 - readings
        && lane.calls.size() + 1 <= maxCalls / 4 * 3 - calls;
  }

  /**
   * Moves the calls whose turn it is to {@code group}, at once when there are some.
   *
   * @param most readings; the last call may go beyond
   * @param waitMillis how long to wait for a first call
   */
  void pollGroup(List<PendingBatch> group, int most, long waitMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (calls == 0 && nanos > 0) {
        nanos = notEmpty.awaitNanos(nanos);
      }
      int before = group.size();
      int brought = 0;
      for (Lane lane = nextLane(); lane != null; lane = brought < most ? nextLane() : null) {
        brought += lane.dequeue(group, most - brought);
        if (lane.calls.isEmpty()) {
          lane.reset();
        } else {
          activeLanes.add(lane);
        }
      }
      readings -= brought;
      calls -= group.size() - before;
    } finally {
      lock.unlock();
    }
  }

  /** Moves all that waits out of the queue, whoever's turn it is. */
  List<PendingBatch> drain() {
    lock.lock();
    try {
      List<PendingBatch> all = new ArrayList<>();
      for (Deque<Lane> busy : List.of(newLanes, activeLanes)) {
        for (Lane lane = busy.poll(); lane != null; lane = busy.poll()) {
          all.addAll(lane.calls);
          lane.calls.clear();
          lane.readings = 0;
          lane.reset();
        }
      }
      readings = 0;
      calls = 0;
      return all;
    } finally {
      lock.unlock();
    }
  }

  private Lane nextLane() {
    newLaneServedLast = !newLanes.isEmpty() && !(newLaneServedLast && !activeLanes.isEmpty());
    return newLaneServedLast ? newLanes.poll() : activeLanes.poll();
  }

  /** Forgets the lane of a node that is gone; what waits of it is still committed. */
  void removeNode(NodeId node) {
    lock.lock();
    try {
      lanes.remove(node);
    } finally {
      lock.unlock();
    }
  }

  /** How many readings wait. */
  int readingCount() {
    lock.lock();
    try {
      return readings;
    } finally {
      lock.unlock();
    }
  }

  /** How many calls wait. */
  int callCount() {
    lock.lock();
    try {
      return calls;
    } finally {
      lock.unlock();
    }
  }

  /** How many readings of a node wait. */
  int readingCount(NodeId node) {
    lock.lock();
    try {
      Lane lane = lanes.get(node);
      return lane == null ? 0 : lane.readings;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    return callCount() == 0;
  }
}
