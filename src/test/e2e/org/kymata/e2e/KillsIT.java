package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Kills a hub repeatedly at random moments, with readings on every transport and commands on their
 * way. {@code -Dkymata.test.kills=100} sets how often.
 */
class KillsIT {

  private static final int KILLS = Integer.getInteger("kymata.test.kills", 3);
  private static final int MAX_MILLIS = 1_500;
  private static final String PASSWORD = "seven grey herons at dusk";

  @Test
  void whatWasAcknowledgedSurvivesKillsAtRandomMoments() throws InterruptedException {
    long seed = Long.getLong("kymata.test.seed", System.nanoTime());
    Random random = new Random(seed);
    try (RunningHub hub = RunningHub.start(Map.of("KYMATA_ADOPTION", "auto"))) {
      ApiClient admin = hub.admin();
      AllTransportsLoad load = new AllTransportsLoad(hub, admin.createNode("loaded"));
      CommandLoad orders = new CommandLoad(hub, admin, admin.createNode("relay"));
      List<String> accounts = new ArrayList<>(List.of(RunningHub.ADMIN));
      for (int kill = 1; kill <= KILLS; kill++) {
        Map<String, Integer> before = load.acknowledged();
        try (LiveReadingsListener tap = new LiveReadingsListener(hub, admin, load)) {
          load.start();
          orders.start();
          // After readings on every transport, at any moment.
          Timeouts.until(
              "readings over every transport",
              () ->
                  load.acknowledged().entrySet().stream()
                      .allMatch(entry -> entry.getValue() > before.get(entry.getKey())));
          accounts.add("account-" + kill);
          admin.createAccount("account-" + kill, PASSWORD, "viewer");
          Thread.sleep(random.nextInt(MAX_MILLIS));
          hub.kill9();
          load.stop();
          orders.stop();
        }
        hub.startAgain();
        // By the password, which the hub had acknowledged too; the admin's session survives.
        ApiClient.signedIn(hub.address(), "account-" + kill, PASSWORD);
        assertFalse(hub.outputAndLogs().contains("set them apart"), hub::outputAndLogs);
        load.checkNew(admin);
        assertTrue(
            admin.names("api/accounts", "accounts").containsAll(accounts), accounts::toString);
        orders.check();
      }
      // No later kill lost or repeated what an earlier one had left.
      load.check(hub.admin());
      System.out.println(
          KILLS
              + " kills (seed "
              + seed
              + "): readings acknowledged and found "
              + load.acknowledged()
              + "; "
              + orders
              + "; accounts "
              + accounts.size()
              + "; nothing lost, nothing twice");
      hub.stop();
      assertFalse(
          Files.exists(hub.data().resolve("journal").resolve("checkpoint")),
          "after a stop that was asked for there is nothing to go back to");
    }
  }

  /**
   * A user who sends commands and a node that executes them, by REST: both record what the hub
   * acknowledged.
   */
  private static final class CommandLoad {
    private final RunningHub hub;
    private final ApiClient admin;
    private final ApiClient.NewNode node;
    private final Set<String> submitted = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;
    private int number;
    private int checked;

    CommandLoad(RunningHub hub, ApiClient admin, ApiClient.NewNode node) {
      this.hub = hub;
      this.admin = admin;
      this.node = node;
    }

    void start() {
      stopping = false;
      threads = List.of(new Thread(this::submitCommands), new Thread(this::acknowledgeCommands));
      threads.forEach(Thread::start);
    }

    void stop() throws InterruptedException {
      stopping = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private void submitCommands() {
      try {
        while (!stopping) {
          String id = "order-" + number++;
          HttpResponse<String> answer =
              admin.send(
                  "POST",
                  "api/nodes/" + node.id() + "/commands",
                  Json.createObjectBuilder()
                      .add("id", id)
                      .add("action", "togglerele")
                      .add("ttl", "PT6H")
                      .build());
          if (answer.statusCode() == 202) {
            note(submitted, id);
          }
        }
      } catch (UncheckedIOException e) {
        // The hub was killed.
      }
    }

    private void acknowledgeCommands() {
      try {
        ApiClient api = ApiClient.node(hub.address(), node.token());
        while (!stopping) {
          fetch(api, 5);
        }
      } catch (UncheckedIOException e) {
        // The hub was killed.
      }
    }

    /** Fetches and acknowledges one command; returns whether there was one. */
    private boolean fetch(ApiClient api, int waitSeconds) {
      HttpResponse<String> next = api.send("GET", "api/commands/next?wait=" + waitSeconds, null);
      if (next.statusCode() != 200) {
        return false;
      }
      String id =
          Json.createReader(new java.io.StringReader(next.body())).readObject().getString("id");
      synchronized (this) {
        assertFalse(done.contains(id), () -> id + " was acknowledged, and came once more");
        deliveries.merge(id, 1, Integer::sum);
      }
      HttpResponse<String> answer = api.post("api/commands/" + id + "/ack", "{\"done\":true}");
      if (answer.statusCode() == 204) {
        note(done, id);
      }
      return true;
    }

    private synchronized void note(Set<String> where, String id) {
      where.add(id);
    }

    /** Checks that every command is there and that those not done are still delivered. */
    synchronized void check() {
      ApiClient api = ApiClient.node(hub.address(), node.token());
      for (String id : submitted) {
        JsonObject command = admin.get("api/commands/" + id);
        if (done.contains(id)) {
          assertTrue(
              Set.of("acknowledged", "confirmed").contains(command.getString("state")),
              command::toString);
        }
      }
      while (fetch(api, 1)) {
        // Until none is queued.
      }
      // The kill may have cut off its answer after it was done: then it is not delivered again.
      for (String id : submitted) {
        assertTrue(deliveries.containsKey(id), id + " was ordered, and never brought");
      }
      // The hub keeps the newest thousand ended commands; older ones were checked before.
      checked += submitted.size();
      submitted.clear();
      api.readings(new ReadingsPayload().add("relay", 1).json());
    }

    @Override
    public synchronized String toString() {
      long twice = deliveries.values().stream().filter(times -> times > 1).count();
      return "commands ordered "
          + checked
          + ", done "
          + done.size()
          + ", sent again since they had not been acknowledged "
          + twice;
    }
  }
}
