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
  private ApiClient admin;

  /**
   * An agent and its cable to the hub.
   *
   * @param id of its host
   * @param sent how many bytes it has sent through the cable
   */
  private record ProxiedAgent(
      String id, LinuxAgentProcess agent, TcpProxy relay, LongSupplier sent) {}

  @Test
  void nothingIsLostWhateverFails() throws IOException {
    int port = Ports.free();
    Path token = Files.createTempFile("kymata-token", "");
    try (RunningHub started = RunningHub.start();
        LinuxAgentProcess listening = LinuxAgentProcess.start("--listen", "127.0.0.1:" + port);
        TcpProxy toAgent = new TcpProxy(port);
        TcpProxy toHub = new TcpProxy(started.tcpPort())) {
      hub = started;
      admin = hub.admin();
      ApiClient.NewNode node = admin.createNode("dialling");
      Files.writeString(token, node.token());
      try (LinuxAgentProcess dialling =
          LinuxAgentProcess.start(
              "--connect", "127.0.0.1:" + toHub.port(), "--token-file", token.toString())) {
        failEverything(
            List.of(
                new ProxiedAgent(connect(toAgent), listening, toAgent, toAgent::bytesFromTarget),
                new ProxiedAgent(node.id(), dialling, toHub, toHub::bytesToTarget)));
      }
    } finally {
      Files.delete(token);
    }
  }

  private String connect(TcpProxy relay) {
    JsonObject host =
        Json.createObjectBuilder()
            .add("address", "127.0.0.1:" + relay.port())
            .add("name", "listening")
            .build();
    return admin.call("POST", "api/hosts", host).getString("id");
  }

  private void failEverything(List<ProxiedAgent> ways) {
    ways.forEach(this::awaitNewValue);
    assertEquals(1 + ways.size(), admin.get("api/hosts").getJsonArray("hosts").size());

    ways.forEach(way -> call(way, "stop"));
    ways.forEach(AgentIT::awaitQuiet);
    List<Long> said = ways.stream().map(way -> way.sent().getAsLong()).toList();
    hub.kill9();
    hub.startAgain();
    // Each says hello, is told to be still with its welcome, and is.
    for (int i = 0; i < ways.size(); i++) {
      ProxiedAgent way = ways.get(i);
      long before = said.get(i);
      Timeouts.until("a hello of the agent", () -> way.sent().getAsLong() > before);
      awaitQuiet(way);
      assertEquals("stopped", host(way).getString("state"));
    }
    long started = System.currentTimeMillis();
    ways.forEach(way -> call(way, "start"));
    ways.forEach(this::awaitNewValue);

    hub.kill9();
    hub.startAgain();
    ways.forEach(this::awaitNewValue);

    ways.forEach(way -> way.relay().disconnect());
    ways.forEach(this::awaitGone);
    pass(BREAK);
    ways.forEach(way -> way.relay().reconnect());
    ways.forEach(this::awaitNewValue);
    long ended = System.currentTimeMillis() - 2 * LONGEST_GAP_MILLIS;
    ways.forEach(way -> assertComplete(way, started, ended));

    ways.forEach(way -> way.agent().kill9());
    ways.forEach(this::awaitGone);
    ways.forEach(way -> way.agent().startAgain());
    ways.forEach(this::awaitNewValue);
    hub.stop();
  }

  private void call(ProxiedAgent way, String what) {
    admin.call("POST", "api/hosts/" + way.id() + "/" + what, null);
  }

  private JsonObject host(ProxiedAgent way) {
    return admin.get("api/hosts/" + way.id());
  }

  private void awaitGone(ProxiedAgent way) {
    Timeouts.await("the host to be gone; its agent: " + way.agent().output(), Timeouts.LONG)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> !host(way).getString("state").equals("connected"));
  }

  /** A value that is measured after now, and all that the agent had buffered before it. */
  private void awaitNewValue(ProxiedAgent way) {
    long now = System.currentTimeMillis();
    Timeouts.await("a value of the host; its agent: " + way.agent().output(), Timeouts.LONG)
        .until(
            () -> {
              long newest = newest(way);
              return newest > now && newest > System.currentTimeMillis() - LONGEST_GAP_MILLIS;
            });
  }

  private long newest(ProxiedAgent way) {
    return admin.send("GET", "api/nodes/" + way.id(), null).body().contains("\"uptime\"")
        ? times(way, System.currentTimeMillis() - 120_000).stream().reduce(0L, Math::max)
        : 0;
  }

  private static void awaitQuiet(ProxiedAgent way) {
    long[] before = {-1};
    Timeouts.await("no bytes from a stopped agent", Timeouts.LONG)
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
    Timeouts.await("time to pass", time.multipliedBy(2)).until(() -> System.nanoTime() > end);
  }

  private List<Long> times(ProxiedAgent way, long from) {
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

  private void assertComplete(ProxiedAgent way, long from, long to) {
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
