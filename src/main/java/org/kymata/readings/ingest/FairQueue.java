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
 * The batches that wait for their commit: a queue per node, served in turn, so that a node waits
 * behind its own batches and not behind those of a node that floods. Thread-safe.
 *
 * <p>Bounded in readings and in batches. A quarter of the capacity is reserved for nodes with
 * almost nothing queued. Of the rest, a node may queue no more than is still free (dynamic
 * thresholds; Choudhury and Hahne 1998): one node alone gets half of it, of two that flood each
 * gets a third, and nodes that start while others exceed their share find the reserved quarter.
 * Nodes are served by deficit round robin (Shreedhar and Varghese 1996). A batch with readings of
 * several nodes, which only users send, counts as one of its first node.
 */
final class FairQueue {

  /** How many readings of a node are taken before the next node is served. */
  static final int QUANTUM = 500;

  /** A node's queue that grew beyond this size is replaced by a small one when it is empty. */
  private static final int SHRINK_ABOVE_CALLS = 1_024;

  /**
   * Readings that are committed together.
   *
   * @param committed completes when they are committed
   * @param submittedNanos submission time, as of {@link System#nanoTime}
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

    /** Moves this node's batches until its turn is over or {@code room} readings are moved. */
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
  // Lanes with batches; new lanes are served before waiting ones, but only every other time.
  private final Deque<Lane> newLanes = new ArrayDeque<>();
  private final Deque<Lane> activeLanes = new ArrayDeque<>();
  private boolean newLaneServedLast;
  private int readings;
  private int calls;

  /**
   * Creates an empty queue.
   *
   * @param maxReadings limit of queued readings; the limit of batches is a quarter of it
   */
  FairQueue(int maxReadings) {
    this.maxReadings = maxReadings;
    this.maxCalls = maxReadings / 4;
  }

  /** Limit of queued readings. */
  int capacity() {
    return maxReadings;
  }

  /** Queues a batch; false when its node has reached its share. */
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
   * Moves the batches that are next into {@code group}; waits when there are none.
   *
   * @param maxGroup limit of readings; the last batch may exceed it
   * @param waitMillis how long to wait for a first batch
   */
  void pollGroup(List<PendingBatch> group, int maxGroup, long waitMillis)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (calls == 0 && nanos > 0) {
        nanos = notEmpty.awaitNanos(nanos);
      }
      int sizeBefore = group.size();
      int brought = 0;
      for (Lane lane = nextLane(); lane != null; lane = brought < maxGroup ? nextLane() : null) {
        brought += lane.dequeue(group, maxGroup - brought);
        if (lane.calls.isEmpty()) {
          lane.reset();
        } else {
          activeLanes.add(lane);
        }
      }
      readings -= brought;
      calls -= group.size() - sizeBefore;
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns all queued batches, in any order. */
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

  /** Removes the queue of a deleted node; its queued batches are still committed. */
  void removeNode(NodeId node) {
    lock.lock();
    try {
      lanes.remove(node);
    } finally {
      lock.unlock();
    }
  }

  /** Number of queued readings. */
  int readingCount() {
    lock.lock();
    try {
      return readings;
    } finally {
      lock.unlock();
    }
  }

  /** Number of queued batches. */
  int callCount() {
    lock.lock();
    try {
      return calls;
    } finally {
      lock.unlock();
    }
  }

  /** Number of queued readings of a node. */
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
