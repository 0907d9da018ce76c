package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whatever malformed input arrives, the hub goes on for all other clients. {@code
 * -Dkymata.test.malformed=1000000} sets how many lines or frames each transport gets; HTTP gets a
 * tenth of it.
 */
class MalformedInputIT {

  private static final Logger LOG = System.getLogger(MalformedInputIT.class.getName());
  private static final int COUNT = Integer.getInteger("kymata.test.malformed", 6_000);

  // Those of the well-behaved clients and of this test, which come and go.
  private static final int OWN_CONNECTIONS = 4;

  // The server's threads cache some of the finished requests.
  private static final int KEPT_SOCKETS = 400;

  // Bounded pools: they create a thread on first use, and keep it for long.
  private static final Map<String, Integer> POOLS =
      Map.of(
          "http-thread-poo", 2 * 48,
          "__ejb-thread-po", 16,
          "payara-executor", 32,
          "kymata-backlog", 2,
          "C# CompilerThre", 8);

  @Test
  void malformedInputAtEveryTransportHarmsNoOtherClient() throws IOException {
    try (RunningHub hub = RunningHub.start()) {
      ApiClient admin = hub.admin();
      MalformedLoad load = new MalformedLoad(hub, admin);
      try (WellBehavedClients good = WellBehavedClients.start(hub, admin)) {
        HubProcessStats level = new HubProcessStats(hub);
        Set<String> nodes = names(admin);
        int sockets = level.sockets() + OWN_CONNECTIONS;
        // From then on the server has what it needs for this many clients.
        load.send(Math.max(1, COUNT / 10));
        Timeouts.until("closed connections", () -> level.sockets() <= sockets);
        // Requested here once, since the JVM creates a thread for the request.
        int webSockets = level.webSockets();
        Map<String, Integer> threads = level.threads();
        int files = level.files();

        long start = System.nanoTime();
        load.send(COUNT);
        long millis = (System.nanoTime() - start) / 1_000_000;
        load.sendThousandUnknownSenders();

        Timeouts.until("closed connections", () -> level.sockets() <= sockets);
        Timeouts.until("WebSockets let go", () -> level.webSockets() <= webSockets + KEPT_SOCKETS);
        Timeouts.await("no thread left behind", Timeouts.LONG)
            .untilAsserted(() -> assertEquals(Map.of(), more(threads, level.threads())));
        good.stop();
        LOG.log(
            Level.INFO,
            "malformed input, the most of it within {8} ms:\n{0}\ngood clients beside it: {1}\n"
                + "sockets {2} and {3}, files {4} and {5}, threads {6} and {7}, "
                + "WebSockets in the heap {9} and {10}",
            load.summary(),
            good.sent(),
            sockets,
            level.sockets(),
            files,
            level.files(),
            total(threads),
            total(level.threads()),
            millis,
            webSockets,
            level.webSockets());
        assertEquals(Map.of(), level.loggedErrors(), "the hub's log tells of a mistake of its own");
        assertEquals(200, admin.send("GET", "health", null).statusCode());
        good.check();
        assertEquals(nodes, names(admin), "an unknown sender became a node");
        assertNoTrace(admin, good);
        load.tallies().forEach(each -> assertTrue(each.errorCount() > 0, each.toString()));
      }
      hub.stop();
    }
  }

  private static Set<String> names(ApiClient admin) {
    return new TreeSet<>(admin.names("api/nodes", "nodes"));
  }

  /** Names of threads of which there are more than before. */
  private static Map<String, Integer> more(
      Map<String, Integer> before, Map<String, Integer> after) {
    Map<String, Integer> more = new TreeMap<>(after);
    more.entrySet()
        .removeIf(
            each ->
                each.getValue()
                    <= Math.max(
                        before.getOrDefault(each.getKey(), 0),
                        POOLS.getOrDefault(each.getKey(), 0)));
    return more;
  }

  private static int total(Map<String, Integer> threads) {
    return threads.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void assertNoTrace(ApiClient admin, WellBehavedClients good) {
    List<JsonObject> pending = new NodeAdopter(admin).pendingNodes();
    assertTrue(pending.size() <= 200, pending.size() + " pending nodes");
    assertTrue(pending.toString().contains(MalformedLoad.MARK), "no node is pending");
    String nodes = admin.get("api/nodes").toString();
    assertFalse(nodes.contains(MalformedLoad.MARK), nodes);
    for (String node : names(admin)) {
      assertFalse(admin.csvText(node).contains(MalformedLoad.MARK), "stored, as of " + node);
    }
    assertFalse(good.seen().contains(MalformedLoad.MARK), good.seen());
    assertFalse(good.seen().contains("\"pending-node\""), good.seen());
  }
}
