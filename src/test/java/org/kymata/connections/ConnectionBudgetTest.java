package org.kymata.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.connections.ConnectionBudget.Reason;
import org.kymata.net.ClientNetwork;

class ConnectionBudgetTest {

  private static final int KB = 1 << 10;
  private static final int MAX_PER_CLIENT = 100;

  private final AtomicLong now = new AtomicLong(1_000);
  private final List<String> closed = new ArrayList<>();
  private final ConnectionBudget budget =
      new ConnectionBudget(
          1_000 * KB, 10_000, MAX_PER_CLIENT, InetAddress::isLoopbackAddress, now::get);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Optional<ClientConnection> tryOpen(String from, ConnectionKind kind, String name) {
    now.incrementAndGet();
    ClientConnection[] opened = new ClientConnection[1];
    Optional<ClientConnection> connection =
        budget.open(
            address(from),
            kind,
            () -> {
              closed.add(name);
              opened[0].release();
            });
    opened[0] = connection.orElse(null);
    return connection;
  }

  private ClientConnection open(String from, String name) {
    return tryOpen(from, ConnectionKind.TCP, name).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"128, 16", "192, 38", "256, 51", "512, 102", "4096, 819"})
  void theBudgetFollowsFromTheHeap(long heapMegabytes, long megabytes) {
    assertEquals(megabytes, ConnectionLimits.budgetBytes(heapMegabytes << 20) >> 20);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:192.0.2.7, 192.0.2.7, true",
  })
  void anIpv6ClientIsItsNetworkOf64Bits(String one, String other, boolean same) {
    assertEquals(same, ClientNetwork.of(address(one)).equals(ClientNetwork.of(address(other))));
  }

  @Test
  void ipv4AndIpv6AreNeverTheSameClient() {
    assertNotEquals(ClientNetwork.of(address("0.0.0.1")), ClientNetwork.of(address("::1:0:0:0:1")));
  }

  @Test
  void oneClientHasItsShareOfConnectionsAndOthersHaveTheirs() {
    for (int i = 0; i < MAX_PER_CLIENT; i++) {
      open("2001:db8::" + Integer.toHexString(i), "first");
    }
    assertTrue(tryOpen("2001:db8::abcd", ConnectionKind.TCP, "one more").isEmpty());
    assertEquals(1, budget.closedCount(Reason.PER_CLIENT));
    open("2001:db8:0:1::1", "another network");
    open("192.0.2.7", "another");
  }

  @Test
  void aConnectionThatEndedMakesRoomForAnotherOfItsClient() {
    List<ClientConnection> all = new ArrayList<>();
    for (int i = 0; i < MAX_PER_CLIENT; i++) {
      all.add(open("192.0.2.7", "first"));
    }
    all.get(7).release();
    all.get(7).release();
    open("192.0.2.7", "instead");
    assertTrue(tryOpen("192.0.2.7", ConnectionKind.TCP, "one more").isEmpty());
  }

  @Test
  void aProxyMayHaveMoreSinceManyComeThroughIt() {
    for (int i = 0; i < 3 * MAX_PER_CLIENT; i++) {
      open("127.0.0.1", "behind the proxy");
    }
    assertEquals(List.of(), closed);
  }

  @Test
  void releasedConnectionIsNotCounted() {
    ClientConnection one = open("192.0.2.7", "one");
    one.setHeldBytes(100 * KB);
    one.setKind(ConnectionKind.WEBSOCKET);
    assertEquals(140 * KB, budget.usedBytes());
    one.release();
    one.setHeldBytes(5 * KB);
    one.setKind(ConnectionKind.HTTP);
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void theLargestAndOldestOfTheClientThatTakesMostIsClosedFirst() {
    open("192.0.2.1", "small");
    open("192.0.2.2", "other").setHeldBytes(300 * KB);
    open("192.0.2.3", "old").setHeldBytes(150 * KB);
    open("192.0.2.3", "young").setHeldBytes(140 * KB);
    open("192.0.2.3", "large").setHeldBytes(290 * KB);
    assertEquals(List.of(), closed);

    open("192.0.2.4", "newcomer").setHeldBytes(130 * KB);

    assertEquals(List.of("large"), closed);
    assertEquals(1, budget.closedCount(Reason.MEMORY));

    open("192.0.2.5", "next").setHeldBytes(290 * KB);

    assertEquals(List.of("large", "other"), closed);
  }

  @Test
  void knownClientsAreClosedLast() {
    ClientConnection node = open("192.0.2.1", "node");
    node.markKnown();
    node.setHeldBytes(900 * KB);
    for (int i = 0; i < 70; i++) {
      int number = i;
      tryOpen("192.0.2.2", ConnectionKind.HTTP, "stranger " + number);
    }
    assertFalse(closed.contains("node"));
    assertTrue(closed.contains("stranger 0"));
    assertTrue(budget.usedBytes() <= 1_125 * KB);
  }

  @Test
  void knownClientIsClosedWhenNoOtherIsLeft() {
    ClientConnection node = open("192.0.2.1", "node");
    node.markKnown();
    ClientConnection idle = open("192.0.2.2", "idle node");
    idle.markKnown();
    node.setHeldBytes(1_100 * KB);
    assertEquals(List.of("node"), closed);
  }

  @Test
  void noConnectionIsAcceptedWhileClosedOnesAreStillInMemory() {
    ConnectionBudget slow =
        new ConnectionBudget(
            100 * KB, 10_000, MAX_PER_CLIENT, InetAddress::isLoopbackAddress, now::get);
    List<ClientConnection> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      slow.open(address("192.0.2.7"), ConnectionKind.HTTP, () -> {}).ifPresent(all::add);
    }
    assertTrue(slow.usedBytes() <= 112.5 * KB);
    assertEquals(18, all.size());
    all.forEach(ClientConnection::release);
    assertEquals(0, slow.usedBytes());
    assertTrue(slow.open(address("192.0.2.7"), ConnectionKind.HTTP, () -> {}).isPresent());
  }

  @Test
  void whenHalfOfTheBudgetIsUsedUnknownClientsAreAcceptedAtALimitedRate() {
    open("192.0.2.1", "node").markKnown();
    open("192.0.2.2", "large").setHeldBytes(501 * KB);
    for (int i = 0; i < 2 * NewcomerRateLimiter.PER_SECOND; i++) {
      tryOpen("198.51.100." + i, ConnectionKind.TCP, "stranger");
    }
    assertTrue(tryOpen("203.0.113.1", ConnectionKind.TCP, "one more").isEmpty());
    assertTrue(budget.closedCount(Reason.NEWCOMERS) > NewcomerRateLimiter.PER_SECOND / 2);
    assertTrue(tryOpen("192.0.2.1", ConnectionKind.TCP, "the node again").isPresent());
  }

  @Test
  void connectionsLeaveFilesForTheRestTheOldestGo() {
    ConnectionBudget few =
        new ConnectionBudget(
            1_000 * KB, 20, MAX_PER_CLIENT, InetAddress::isLoopbackAddress, now::get);
    List<Integer> ended = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int number = i;
      ClientConnection[] opened = new ClientConnection[1];
      now.incrementAndGet();
      opened[0] =
          few.open(
                  address("127.0.0.1"),
                  ConnectionKind.TCP,
                  () -> {
                    ended.add(number);
                    opened[0].release();
                  })
              .orElseThrow();
    }
    assertTrue(ended.size() >= 40);
    assertEquals(0, ended.get(0));
    assertFalse(ended.contains(59));
  }

  private boolean isClosedAfter(long millis, BooleanSupplier before) {
    assertTrue(before.getAsBoolean());
    now.addAndGet(millis);
    budget.closeUnfinished();
    return !closed.isEmpty();
  }

  @Test
  void unfinishedConnectionIsClosedAfterItsTimeout() {
    ClientConnection half = open("192.0.2.7", "half a line");
    half.setUnfinished(true);
    assertFalse(isClosedAfter(29_000, () -> true));
    half.setUnfinished(true);
    assertTrue(isClosedAfter(1_001, () -> true));
    assertEquals(List.of("half a line"), closed);
    assertEquals(1, budget.closedCount(Reason.UNFINISHED));
  }

  @Test
  void idleConnectionAfterACompleteMessageIsKept() {
    ClientConnection silent = open("192.0.2.7", "silent");
    silent.setUnfinished(true);
    silent.setUnfinished(false);
    assertFalse(isClosedAfter(10_000_000, () -> true));
  }

  @Test
  void oneClientMayHaveOnlyAFewUnfinishedConnections() {
    for (int i = 0; i < 70; i++) {
      open("192.0.2.7", "half " + i).setUnfinished(true);
    }
    for (int i = 0; i < 10; i++) {
      open("192.0.2.8", "another").setUnfinished(true);
    }
    budget.closeUnfinished();
    assertEquals(6, closed.size());
    assertTrue(closed.contains("half 0") && closed.contains("half 5"));
  }
}
