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
 * The agent in C, once listening and once connecting, and the hub, with proxies between them that
 * are cut: whichever of the three fails, no sample is missing or stored twice.
 */
class AgentIT {

  private static final Duration BREAK = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(6);

  /** Samples are 1 s apart; on a busy machine one may be late by the same time and a bit. */
  private static final long LONGEST_GAP_MILLIS = 3_500;

  private RunningHub hub;
  private ApiClient admin;

  /**
   * An agent and its proxy to the hub.
   *
   * @param id of its host
   * @param sent number of bytes that it has sent through the proxy
   */
  private record ProxiedAgent(
      String id, LinuxAgentProcess agent, TcpProxy relay, LongSupplier sent) {}

  @Test
  void nothingIsLostAfterAnyFailure() throws IOException {
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

  private void failEverything(List<ProxiedAgent> allProxied) {
    allProxied.forEach(this::awaitNewValue);
    assertEquals(1 + allProxied.size(), admin.get("api/hosts").getJsonArray("hosts").size());

    allProxied.forEach(proxied -> call(proxied, "stop"));
    allProxied.forEach(AgentIT::awaitQuiet);
    List<Long> sentBefore = allProxied.stream().map(proxied -> proxied.sent().getAsLong()).toList();
    hub.kill9();
    hub.startAgain();
    // Each says hello, is told in its welcome not to sample, and sends no more.
    for (int i = 0; i < allProxied.size(); i++) {
      ProxiedAgent proxied = allProxied.get(i);
      long before = sentBefore.get(i);
      Timeouts.until("a hello of the agent", () -> proxied.sent().getAsLong() > before);
      awaitQuiet(proxied);
      assertEquals("stopped", host(proxied).getString("state"));
    }
    long started = System.currentTimeMillis();
    allProxied.forEach(proxied -> call(proxied, "start"));
    allProxied.forEach(this::awaitNewValue);

    hub.kill9();
    hub.startAgain();
    allProxied.forEach(this::awaitNewValue);

    allProxied.forEach(proxied -> proxied.relay().disconnect());
    allProxied.forEach(this::awaitGone);
    pass(BREAK);
    allProxied.forEach(proxied -> proxied.relay().reconnect());
    allProxied.forEach(this::awaitNewValue);
    long ended = System.currentTimeMillis() - 2 * LONGEST_GAP_MILLIS;
    allProxied.forEach(proxied -> assertComplete(proxied, started, ended));

    allProxied.forEach(proxied -> proxied.agent().kill9());
    allProxied.forEach(this::awaitGone);
    allProxied.forEach(proxied -> proxied.agent().startAgain());
    allProxied.forEach(this::awaitNewValue);
    hub.stop();
  }

  private void call(ProxiedAgent proxied, String what) {
    admin.call("POST", "api/hosts/" + proxied.id() + "/" + what, null);
  }

  private JsonObject host(ProxiedAgent proxied) {
    return admin.get("api/hosts/" + proxied.id());
  }

  private void awaitGone(ProxiedAgent proxied) {
    Timeouts.await("the host to be gone; its agent: " + proxied.agent().output(), Timeouts.LONG)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> !host(proxied).getString("state").equals("connected"));
  }

  /** Waits for a value measured after now, and so for everything that the agent had buffered. */
  private void awaitNewValue(ProxiedAgent proxied) {
    long now = System.currentTimeMillis();
    Timeouts.await("a value of the host; its agent: " + proxied.agent().output(), Timeouts.LONG)
        .until(
            () -> {
              long newest = newest(proxied);
              return newest > now && newest > System.currentTimeMillis() - LONGEST_GAP_MILLIS;
            });
  }

  private long newest(ProxiedAgent proxied) {
    return admin.send("GET", "api/nodes/" + proxied.id(), null).body().contains("\"uptime\"")
        ? times(proxied, System.currentTimeMillis() - 120_000).stream().reduce(0L, Math::max)
        : 0;
  }

  private static void awaitQuiet(ProxiedAgent proxied) {
    long[] before = {-1};
    Timeouts.await("no bytes from a stopped agent", Timeouts.LONG)
        .pollInterval(QUIET)
        .until(
            () -> {
              long now = proxied.sent().getAsLong();
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

  private List<Long> times(ProxiedAgent proxied, long from) {
    JsonArray series =
        admin
            .get("api/readings?points=5000&metric=uptime&node=" + proxied.id() + "&from=" + from)
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

  private void assertComplete(ProxiedAgent proxied, long from, long to) {
    List<Long> times = times(proxied, from).stream().sorted().toList();
    assertEquals(times.size(), times.stream().distinct().count(), "something is stored twice");
    long before = from + LONGEST_GAP_MILLIS;
    for (long time : times) {
      long last = before;
      assertTrue(
          time - last <= LONGEST_GAP_MILLIS,
          () ->
              "%s: a gap of %d ms, %d ms after the start"
                  .formatted(proxied, time - last, last - from));
      before = Math.max(before, time);
    }
    long end = before;
    assertTrue(end >= to, () -> "%s: the newest is %d ms too old".formatted(proxied, to - end));
  }
}
