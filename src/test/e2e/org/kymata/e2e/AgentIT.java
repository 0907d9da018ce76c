package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.kymata.testing.Ports;

/**
 * The agent in C and the hub, as two hosts on one machine, with a cable between them that is cut:
 * whatever of the three fails, nothing is missing and nothing is there twice.
 */
class AgentIT {

  private static final Duration BREAK = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(6);

  /** Samples are 1 s apart; a busy machine may be late by as much again and a bit. */
  private static final long LONGEST_GAP_MILLIS = 3_500;

  private RunningHub hub;
  private Api admin;
  private String id;

  @Test
  void agentThatListensLosesNothingWhateverFails() {
    int port = Ports.free();
    try (RunningHub started = RunningHub.start();
        LinuxAgent agent = LinuxAgent.start("--listen", "127.0.0.1:" + port);
        Relay relay = new Relay(port)) {
      hub = started;
      admin = hub.admin();
      id =
          admin
              .call(
                  "POST",
                  "api/hosts",
                  Json.createObjectBuilder()
                      .add("address", "127.0.0.1:" + relay.port())
                      .add("name", "listening")
                      .build())
              .getString("id");
      failEverything(agent, relay, relay::bytesFromTarget);
    }
  }

  @Test
  void agentThatDialsLosesNothingWhateverFails() throws IOException {
    Path token = Files.createTempFile("kymata-token", "");
    try (RunningHub started = RunningHub.start();
        Relay relay = new Relay(started.tcpPort())) {
      hub = started;
      admin = hub.admin();
      Api.NewNode node = admin.createNode("dialling");
      id = node.id();
      Files.writeString(token, node.token());
      try (LinuxAgent agent =
          LinuxAgent.start(
              "--connect", "127.0.0.1:" + relay.port(), "--token-file", token.toString())) {
        failEverything(agent, relay, relay::bytesToTarget);
      }
    } finally {
      Files.delete(token);
    }
  }

  private void failEverything(LinuxAgent agent, Relay relay, LongSupplier sent) {
    awaitNewValue(agent);
    assertEquals(2, admin.get("api/hosts").getJsonArray("hosts").size());

    call("POST", "stop");
    awaitQuiet(sent);
    long said = sent.getAsLong();
    hub.kill9();
    hub.startAgain();
    // It says hello, is told to be still with its welcome, and is.
    Waiting.until("a hello of the agent", () -> sent.getAsLong() > said);
    awaitQuiet(sent);
    assertEquals("stopped", host().getString("state"));
    long started = System.currentTimeMillis();
    call("POST", "start");
    awaitNewValue(agent);

    hub.kill9();
    hub.startAgain();
    awaitNewValue(agent);

    relay.cut();
    awaitHost(agent, host -> !host.getString("state").equals("connected"));
    pass(BREAK);
    relay.mend();
    awaitNewValue(agent);
    assertWhole(started, System.currentTimeMillis() - 2 * LONGEST_GAP_MILLIS);

    agent.kill9();
    awaitHost(agent, host -> !host.getString("state").equals("connected"));
    agent.startAgain();
    awaitNewValue(agent);
    hub.stop();
  }

  private void call(String method, String what) {
    admin.call(method, "api/hosts/" + id + "/" + what, null);
  }

  private JsonObject host() {
    return admin.get("api/hosts/" + id);
  }

  private void awaitHost(LinuxAgent agent, java.util.function.Predicate<JsonObject> condition) {
    Waiting.waiting("the host to change; the agent says: " + agent.output(), Waiting.LONG)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> condition.test(host()));
  }

  /** A value that is measured after now, and all that the agent had buffered before it. */
  private void awaitNewValue(LinuxAgent agent) {
    long now = System.currentTimeMillis();
    Waiting.waiting("a value of the host; the agent says: " + agent.output(), Waiting.LONG)
        .until(
            () -> {
              long newest = newest();
              return newest > now && newest > System.currentTimeMillis() - LONGEST_GAP_MILLIS;
            });
  }

  private long newest() {
    return admin.send("GET", "api/nodes/" + id, null).body().contains("\"uptime\"")
        ? times(System.currentTimeMillis() - 120_000).stream().reduce(0L, Math::max)
        : 0;
  }

  private static void awaitQuiet(LongSupplier sent) {
    long[] before = {-1};
    Waiting.waiting("no bytes from a stopped agent", Waiting.LONG)
        .pollInterval(QUIET)
        .until(
            () -> {
              long now = sent.getAsLong();
              boolean quiet = now == before[0];
              before[0] = now;
              return quiet;
            });
  }

  /** Time must pass here: it is what the test is about. */
  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Waiting.waiting("time to pass", time.multipliedBy(2)).until(() -> System.nanoTime() > end);
  }

  private List<Long> times(long from) {
    JsonArray series =
        admin
            .get("api/readings?points=5000&metric=uptime&node=" + id + "&from=" + from)
            .getJsonArray("series");
    List<Long> times = new ArrayList<>();
    if (!series.isEmpty()) {
      assertEquals(0, series.getJsonObject(0).getInt("bucketMillis"));
      for (var point : series.getJsonObject(0).getJsonArray("points")) {
        times.add(point.asJsonArray().getJsonNumber(0).longValue());
      }
    }
    return times;
  }

  private void assertWhole(long from, long to) {
    List<Long> times = times(from).stream().sorted().toList();
    assertEquals(times.size(), times.stream().distinct().count(), "something is stored twice");
    long before = from + LONGEST_GAP_MILLIS;
    for (long time : times) {
      long last = before;
      assertTrue(
          time - last <= LONGEST_GAP_MILLIS,
          () -> "a gap of " + (time - last) + " ms, " + (last - from) + " ms after the start");
      before = Math.max(before, time);
    }
    long end = before;
    assertTrue(end >= to, () -> "the newest is " + (to - end) + " ms too old");
  }
}
