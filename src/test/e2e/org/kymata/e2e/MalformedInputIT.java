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
 * Whatever comes in at a door, the hub goes on for everybody else. How much comes in is set by
 * {@code -Dkymata.test.malformed=1000000}: so many lines or frames a door, a tenth of it by HTTP.
 */
class MalformedInputIT {

  private static final Logger LOG = System.getLogger(MalformedInputIT.class.getName());
  private static final int COUNT = Integer.getInteger("kymata.test.malformed", 6_000);

  // Those of the good clients and of this test, which come and go by themselves.
  private static final int OWN_CONNECTIONS = 4;

  // The server's threads keep some of the requests that are over, for those that come.
  private static final int KEPT_SOCKETS = 400;

  // Pools, which are bounded: they make a thread when they first need it, and keep it for long.
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
        // What the server needs for so many at a time it has from then on.
        load.send(Math.max(1, COUNT / 10));
        Timeouts.until("closed connections", () -> level.sockets() <= sockets);
        // Asked for the first time here, since the JVM makes a thread for the asking.
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
        assertEquals(nodes, names(admin), "a stranger became a node");
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
    List<JsonObject> knocks = new NodeAdopter(admin).pendingNodes();
    assertTrue(knocks.size() <= 200, knocks.size() + " knocks");
    assertTrue(knocks.toString().contains(MalformedLoad.MARK), "nobody waits");
    String nodes = admin.get("api/nodes").toString();
    assertFalse(nodes.contains(MalformedLoad.MARK), nodes);
    for (String node : names(admin)) {
      assertFalse(admin.csvText(node).contains(MalformedLoad.MARK), "stored, as of " + node);
    }
    assertFalse(good.seen().contains(MalformedLoad.MARK), good.seen());
    assertFalse(good.seen().contains("\"knock\""), good.seen());
  }
}
