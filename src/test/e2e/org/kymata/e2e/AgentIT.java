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
 * The agent in C, once listening and once dialling in, and the hub, with cables between them that
 * are cut: whatever of the three fails, nothing is missing and nothing is there twice.
 */
class AgentIT {

  private static final Duration BREAK = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(6);

  /** Samples are 1 s apart; a busy machine may be late by as much again and a bit. */
  private static final long LONGEST_GAP_MILLIS = 3_500;

  private RunningHub hub;
  private Api admin;

  /**
   * An agent and its cable to the hub.
   *
   * @param id of its host
   * @param sent how many bytes it has sent through the cable
   */
  private record Way(String id, LinuxAgent agent, Relay relay, LongSupplier sent) {}

  @Test
  void nothingIsLostWhateverFails() throws IOException {
    int port = Ports.free();
    Path token = Files.createTempFile("kymata-token", "");
    try (RunningHub started = RunningHub.start();
        LinuxAgent listening = LinuxAgent.start("--listen", "127.0.0.1:" + port);
        Relay toAgent = new Relay(port);
        Relay toHub = new Relay(started.tcpPort())) {
      hub = started;
      admin = hub.admin();
      Api.NewNode node = admin.createNode("dialling");
      Files.writeString(token, node.token());
      try (LinuxAgent dialling =
          LinuxAgent.start(
              "--connect", "127.0.0.1:" + toHub.port(), "--token-file", token.toString())) {
        failEverything(
            List.of(
                new Way(connect(toAgent), listening, toAgent, toAgent::bytesFromTarget),
                new Way(node.id(), dialling, toHub, toHub::bytesToTarget)));
      }
    } finally {
      Files.delete(token);
    }
  }

  private String connect(Relay relay) {
    JsonObject host =
        Json.createObjectBuilder()
            .add("address", "127.0.0.1:" + relay.port())
            .add("name", "listening")
            .build();
    return admin.call("POST", "api/hosts", host).getString("id");
  }

  private void failEverything(List<Way> ways) {
    ways.forEach(this::awaitNewValue);
    assertEquals(1 + ways.size(), admin.get("api/hosts").getJsonArray("hosts").size());

    ways.forEach(way -> call(way, "stop"));
    ways.forEach(AgentIT::awaitQuiet);
    List<Long> said = ways.stream().map(way -> way.sent().getAsLong()).toList();
    hub.kill9();
    hub.startAgain();
    // Each says hello, is told to be still with its welcome, and is.
    for (int i = 0; i < ways.size(); i++) {
      Way way = ways.get(i);
      long before = said.get(i);
      Waiting.until("a hello of the agent", () -> way.sent().getAsLong() > before);
      awaitQuiet(way);
      assertEquals("stopped", host(way).getString("state"));
    }
    long started = System.currentTimeMillis();
    ways.forEach(way -> call(way, "start"));
    ways.forEach(this::awaitNewValue);

    hub.kill9();
    hub.startAgain();
    ways.forEach(this::awaitNewValue);

    ways.forEach(way -> way.relay().cut());
    ways.forEach(this::awaitGone);
    pass(BREAK);
    ways.forEach(way -> way.relay().mend());
    ways.forEach(this::awaitNewValue);
    long ended = System.currentTimeMillis() - 2 * LONGEST_GAP_MILLIS;
    ways.forEach(way -> assertWhole(way, started, ended));

    ways.forEach(way -> way.agent().kill9());
    ways.forEach(this::awaitGone);
    ways.forEach(way -> way.agent().startAgain());
    ways.forEach(this::awaitNewValue);
    hub.stop();
  }

  private void call(Way way, String what) {
    admin.call("POST", "api/hosts/" + way.id() + "/" + what, null);
  }

  private JsonObject host(Way way) {
    return admin.get("api/hosts/" + way.id());
  }

  private void awaitGone(Way way) {
    Waiting.waiting("the host to be gone; its agent: " + way.agent().output(), Waiting.LONG)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> !host(way).getString("state").equals("connected"));
  }

  /** A value that is measured after now, and all that the agent had buffered before it. */
  private void awaitNewValue(Way way) {
    long now = System.currentTimeMillis();
    Waiting.waiting("a value of the host; its agent: " + way.agent().output(), Waiting.LONG)
        .until(
            () -> {
              long newest = newest(way);
              return newest > now && newest > System.currentTimeMillis() - LONGEST_GAP_MILLIS;
            });
  }

  private long newest(Way way) {
    return admin.send("GET", "api/nodes/" + way.id(), null).body().contains("\"uptime\"")
        ? times(way, System.currentTimeMillis() - 120_000).stream().reduce(0L, Math::max)
        : 0;
  }

  private static void awaitQuiet(Way way) {
    long[] before = {-1};
    Waiting.waiting("no bytes from a stopped agent", Waiting.LONG)
        .pollInterval(QUIET)
        .until(
            () -> {
              long now = way.sent().getAsLong();
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

  private List<Long> times(Way way, long from) {
    JsonArray series =
        admin
            .get("api/readings?points=5000&metric=uptime&node=" + way.id() + "&from=" + from)
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

  private void assertWhole(Way way, long from, long to) {
    List<Long> times = times(way, from).stream().sorted().toList();
    assertEquals(times.size(), times.stream().distinct().count(), "something is stored twice");
    long before = from + LONGEST_GAP_MILLIS;
    for (long time : times) {
      long last = before;
      assertTrue(
          time - last <= LONGEST_GAP_MILLIS,
          () ->
              "%s: a gap of %d ms, %d ms after the start".formatted(way, time - last, last - from));
      before = Math.max(before, time);
    }
    long end = before;
    assertTrue(end >= to, () -> "%s: the newest is %d ms too old".formatted(way, to - end));
  }
}
