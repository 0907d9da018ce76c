package org.kymata.connections;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kymata.net.ClientNetwork;

/**
 * One memory budget for all connections and what they hold. When it is used up, the connections of
 * the client that uses most of it are closed, the largest and oldest first; those of known clients
 * only when all others are gone. Thread-safe.
 */
final class ConnectionBudget {

  /** The most time that unfinished input may take. */
  static final long UNFINISHED_TIMEOUT_MILLIS = 30_000;

  /** The most connections of one client with unfinished input. */
  static final int MAX_UNFINISHED_PER_CLIENT = 64;

  /** Why a connection was closed or refused. */
  enum Reason {
    PER_CLIENT,
    NEWCOMERS,
    MEMORY,
    UNFINISHED
  }

  // Above this part of the budget, connections of unknown clients are accepted at a limited rate.
  private static final double CROWDED = 0.5;
  // Closing frees memory a moment later; above this factor no connection is accepted until then.
  private static final double HARD_LIMIT_FACTOR = 1.125;
  // Closes down to this part of the budget, since looking at all connections takes milliseconds.
  private static final double LOW_WATER_MARK = 0.9;

  private final long maxBytes;
  private final int maxOpen;
  private final int maxPerClient;
  private final Predicate<InetAddress> isProxy;
  private final LongSupplier clock;
  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<ClientNetwork, AtomicInteger> byClient = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final NewcomerRateLimiter newcomers;
  private final ReentrantLock evictionLock = new ReentrantLock();
  private final Map<Reason, LongAdder> closed =
      Map.of(
          Reason.PER_CLIENT, new LongAdder(),
          Reason.NEWCOMERS, new LongAdder(),
          Reason.MEMORY, new LongAdder(),
          Reason.UNFINISHED, new LongAdder());

  /**
   * A budget of {@code maxBytes}.
   *
   * @param maxOpen the most connections, since each needs a file descriptor
   * @param isProxy whether an address is a proxy's, which has no limit for one client
   */
  ConnectionBudget(
      long maxBytes,
      int maxOpen,
      int maxPerClient,
      Predicate<InetAddress> isProxy,
      LongSupplier clock) {
    this.maxBytes = maxBytes;
    this.maxOpen = maxOpen;
    this.maxPerClient = maxPerClient;
    this.isProxy = isProxy;
    this.clock = clock;
    this.newcomers = new NewcomerRateLimiter(clock);
  }

  /**
   * Registers an accepted connection.
   *
   * @param close closes it; any thread may call it at any time, and it must not block
   * @return empty when the connection must be closed at once
   */
  Optional<ClientConnection> open(InetAddress from, ConnectionKind kind, Runnable close) {
    ClientNetwork network = ClientNetwork.of(from);
    if (bytes.get() > maxBytes * CROWDED && !newcomers.admits(network)) {
      count(Reason.NEWCOMERS);
      return Optional.empty();
    }
    ClientNetwork client = isProxy.test(from) ? null : network;
    if (client != null && !tryReserve(client)) {
      count(Reason.PER_CLIENT);
      return Optional.empty();
    }
    ClientConnection connection = new ClientConnection(this, network, kind, close);
    if (bytes.addAndGet(kind.idleBytes()) > maxBytes) {
      evict();
    }
    if (open.size() >= maxOpen) {
      evictForFileLimit();
    }
    // Only now: making room must not close the new connection itself.
    open.add(connection);
    if (bytes.get() > maxBytes * HARD_LIMIT_FACTOR || open.size() > maxOpen) {
      connection.release();
      count(Reason.MEMORY);
      return Optional.empty();
    }
    return Optional.of(connection);
  }

  private boolean tryReserve(ClientNetwork client) {
    boolean[] entered = {true};
    byClient.compute(
        client,
        (any, count) -> {
          AtomicInteger now = count == null ? new AtomicInteger() : count;
          entered[0] = now.get() < maxPerClient;
          if (entered[0]) {
            now.incrementAndGet();
          }
          return now;
        });
    return entered[0];
  }

  /** Records a known client. */
  void markKnown(ClientNetwork client) {
    newcomers.markKnown(client);
  }

  void onBytesChanged(ClientConnection connection, long change) {
    if (bytes.addAndGet(change) > maxBytes && change > 0) {
      evict();
      if (bytes.get() > maxBytes * HARD_LIMIT_FACTOR && connection.close()) {
        count(Reason.MEMORY);
      }
    }
  }

  void onReleased(ClientConnection connection, long held) {
    bytes.addAndGet(-held);
    if (open.remove(connection)) {
      byClient.computeIfPresent(
          connection.client(), (any, count) -> count.decrementAndGet() <= 0 ? null : count);
    }
  }

  /** Closes connections until there is room; one thread does so, the others continue meanwhile. */
  private void evict() {
    if (!evictionLock.tryLock()) {
      return;
    }
    try {
      long over = overBytes();
      if (over > 0) {
        over -= close(over, false);
        if (over > (long) (maxBytes * (1 - LOW_WATER_MARK))) {
          close(over, true);
        }
      }
    } finally {
      evictionLock.unlock();
    }
  }

  private void evictForFileLimit() {
    if (evictionLock.tryLock()) {
      try {
        close(maxBytes / 100, false);
      } finally {
        evictionLock.unlock();
      }
    }
  }

  private long overBytes() {
    long closing =
        open.stream()
            .filter(ClientConnection::isClosing)
            .mapToLong(ClientConnection::costBytes)
            .sum();
    long kept = bytes.get() - closing;
    return kept > maxBytes ? kept - (long) (maxBytes * LOW_WATER_MARK) : 0;
  }

  /** Closes connections of so many bytes, if there are as many; returns how many bytes. */
  private long close(long bytesToFree, boolean known) {
    Map<ClientNetwork, List<ClientConnection>> candidates =
        open.stream()
            .filter(each -> !each.isClosing() && each.isKnownClient() == known)
            // Of known clients, only connections that hold something beyond their idle size are
            // closed.
            .filter(each -> !known || each.heldBytes() > 0)
            .collect(Collectors.groupingBy(ClientConnection::client));
    PriorityQueue<ClientShare> shares =
        new PriorityQueue<>(
            Comparator.comparingLong((ClientShare share) -> share.bytes).reversed());
    candidates.forEach((client, all) -> shares.add(new ClientShare(all)));
    long freed = 0;
    while (freed < bytesToFree && !shares.isEmpty()) {
      ClientShare largest = shares.poll();
      ClientConnection victim = largest.next();
      long cost = victim.costBytes();
      if (victim.close()) {
        count(Reason.MEMORY);
        freed += cost;
      }
      if (!largest.isEmpty()) {
        shares.add(largest);
      }
    }
    return freed;
  }

  /** The connections of one client, those to close first in front. */
  private static final class ClientShare {
    private final Deque<ClientConnection> connections;
    private long bytes;

    private record Sized(ClientConnection connection, int size) {}

    ClientShare(List<ClientConnection> all) {
      // By powers of two: of connections of similar size the oldest is closed first. Sizes are read
      // once, since they change meanwhile.
      connections =
          all.stream()
              .map(each -> new Sized(each, 64 - Long.numberOfLeadingZeros(each.heldBytes())))
              .sorted(
                  Comparator.comparingInt(Sized::size)
                      .reversed()
                      .thenComparingLong(each -> each.connection.openedMillis()))
              .map(Sized::connection)
              .collect(Collectors.toCollection(ArrayDeque::new));
      bytes = all.stream().mapToLong(ClientConnection::costBytes).sum();
    }

    ClientConnection next() {
      ClientConnection next = connections.poll();
      bytes -= next.costBytes();
      return next;
    }

    boolean isEmpty() {
      return connections.isEmpty();
    }
  }

  /** Closes connections whose input stays unfinished for too long; must be called each second. */
  void closeUnfinished() {
    Map<ClientNetwork, Integer> unfinished = new HashMap<>();
    open.stream()
        .filter(ClientConnection::isUnfinished)
        .sorted(Comparator.comparingLong(ClientConnection::openedMillis).reversed())
        .forEach(
            each -> {
              boolean isOne = byClient.containsKey(each.client());
              int count = isOne ? unfinished.merge(each.client(), 1, Integer::sum) : 0;
              if ((each.isUnfinishedFor(UNFINISHED_TIMEOUT_MILLIS)
                      || count > MAX_UNFINISHED_PER_CLIENT)
                  && each.close()) {
                count(Reason.UNFINISHED);
              }
            });
  }

  private void count(Reason reason) {
    closed.get(reason).increment();
  }

  long nowMillis() {
    return clock.getAsLong();
  }

  long usedBytes() {
    return bytes.get();
  }

  long maxBytes() {
    return maxBytes;
  }

  /** How many are open, by kind. */
  Map<ConnectionKind, Long> openByKind() {
    return open.stream()
        .collect(Collectors.groupingBy(ClientConnection::kind, Collectors.counting()));
  }

  long closedCount(Reason reason) {
    return closed.get(reason).sum();
  }
}
