package org.kymata.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.hostmetrics.SampleIntervalChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class HostsTest {

  private static final HostAddress ADDRESS = new HostAddress("192.168.1.20", 7100);

  @TempDir private Path directory;
  private final CapturedEvents<HostChanged> changed = new CapturedEvents<>();
  private final CapturedEvents<HostRemoved> removed = new CapturedEvents<>();
  private final CapturedEvents<HostReconnectRequested> wanted = new CapturedEvents<>();
  private final CapturedEvents<SampleIntervalChanged> repaced = new CapturedEvents<>();
  private NodesFixture stage;
  private Hosts hosts;

  @BeforeEach
  void open() {
    stage = new NodesFixture(directory);
    begin();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /** Loads the stored hosts, as at a start. */
  private void begin() {
    HostStore store = Wiring.wire(new HostStore(), "database", stage.database);
    hosts = new Hosts();
    Wiring.wire(hosts, "store", store, "nodes", stage.nodes, "settings", stage.settings);
    Wiring.wire(hosts, "changed", changed, "removed", removed, "reconnectRequested", wanted);
    Wiring.wire(hosts, "sampleIntervalChanged", repaced);
    Wiring.start(hosts);
  }

  private NodeId node(String name) {
    return stage.nodes.createHost(name).id();
  }

  @Test
  void thereIsRoomForSixtyFourBesideThisMachine() {
    for (int i = 0; i < Hosts.MAX_HOSTS; i++) {
      hosts.add(node("host-" + i), new HostAddress("192.168.1.20", 8_000 + i), null);
    }
    assertEquals(Hosts.MAX_HOSTS + 1, hosts.list().size());
    assertThrows(DomainException.class, () -> hosts.requireRoom(ADDRESS));
    assertThrows(DomainException.class, () -> hosts.addInbound(NodesFixture.GREENHOUSE));
  }

  @Test
  void addressIsWatchedOnce() {
    hosts.add(node("pi-1"), ADDRESS, null);
    ConnectFailure failure =
        assertThrows(ConnectFailure.class, () -> hosts.add(node("pi-2"), ADDRESS, null));
    assertEquals(ConnectFailure.Code.ALREADY_WATCHED, failure.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 60_001})
  void intervalOutsideOfTheBoundsIsRejected(int millis) {
    NodeId id = node("pi-1");
    hosts.add(id, ADDRESS, null);
    assertThrows(DomainException.class, () -> hosts.setInterval(id, millis));
  }

  @Test
  void hostIsKeptAsItWasSet() {
    NodeId id = node("pi-1");
    hosts.add(id, ADDRESS, "a key");
    hosts.setInterval(id, 5_000);
    hosts.setRunning(id, false);
    begin();
    Host kept = hosts.require("pi-1");
    assertEquals("192.168.1.20:7100", kept.address());
    assertEquals(5_000, kept.intervalMillis());
    assertEquals(Host.State.STOPPED, kept.state());
    assertEquals("a key", hosts.watched(id).key());
    assertFalse(kept.toString().contains("a key"));
  }

  @Test
  void startedHostIsTriedAtOnce() {
    NodeId id = node("pi-1");
    hosts.add(id, ADDRESS, null);
    hosts.setRunning(id, false);
    assertTrue(wanted.events().isEmpty());
    hosts.setRunning(id, true);
    assertEquals(id, wanted.events().get(0).id());
  }

  @Test
  void thisMachineIsPacedOverRestartsAndNotForgotten() {
    NodeId self = stage.nodes.self().id();
    assertEquals(Host.State.CONNECTED, hosts.list().get(0).state());
    hosts.setInterval(self, 2_000);
    hosts.setRunning(self, false);
    assertEquals(2, repaced.events().size());
    begin();
    assertEquals(Host.State.STOPPED, hosts.require("this-machine").state());
    assertEquals(2_000, hosts.require("this-machine").intervalMillis());
    assertThrows(DomainException.class, () -> hosts.remove(self));
  }

  @Test
  void hostGoesWithItsNode() {
    NodeId id = node("pi-1");
    hosts.add(id, ADDRESS, null);
    stage.nodes.delete(id);
    hosts.remove(new NodeDeleted(id));
    assertTrue(hosts.find(id).isEmpty());
    assertEquals(id, removed.events().get(0).id());
    begin();
    assertTrue(hosts.find(id).isEmpty());
  }

  @Test
  void forgottenHostLeavesItsNode() {
    NodeId id = node("pi-1");
    hosts.add(id, ADDRESS, null);
    hosts.remove(id);
    assertTrue(stage.nodes.byId(id).isPresent());
    begin();
    assertTrue(hosts.find(id).isEmpty());
    assertThrows(DomainException.class, () -> hosts.setRunning(id, false));
  }
}
