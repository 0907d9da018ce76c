package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kymata.testing.Ports;

/**
 * An agent of a simulated machine: connects to the hub, or listens for it, and speaks its protocol.
 */
final class SimulatedAgent implements AutoCloseable {

  private static final String HUB = "127.0.0.1";

  private final SimulatedHost machine;
  private final String key;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private ServerSocket serverSocket;
  private Socket socket;
  private long seq;

  // The hub's messages; guarded by this.
  private boolean running;
  private long intervalMillis;
  private String processes = "none";

  private SimulatedAgent(SimulatedHost machine, String key) {
    this.machine = machine;
    this.key = key;
  }

  /** Connects to a hub's TCP port, with this many seconds of buffered samples. */
  static SimulatedAgent dialling(
      RunningHub hub, String token, SimulatedHost machine, int pastSeconds) {
    SimulatedAgent agent = new SimulatedAgent(machine, null);
    try {
      agent.socket = new Socket(HUB, hub.tcpPort());
      BufferedReader lines = agent.lines();
      agent.send(agent.hello().add("token", token));
      agent.welcomed(read(lines), pastSeconds);
      agent.listenTo(lines);
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens for a hub; {@code key} is the key that the hub must send, null for none. */
  static SimulatedAgent listening(SimulatedHost machine, String key) {
    SimulatedAgent agent = new SimulatedAgent(machine, key);
    try {
      agent.serverSocket = new ServerSocket(Ports.free(), 5, InetAddress.getByName(HUB));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(agent::accept, "agent " + machine.name());
    thread.setDaemon(true);
    thread.start();
    return agent;
  }

  int port() {
    return serverSocket.getLocalPort();
  }

  private void accept() {
    while (!serverSocket.isClosed()) {
      try {
        socket = serverSocket.accept();
        BufferedReader lines = lines();
        JsonObject hub = read(lines);
        if (key != null && !key.equals(hub.getString("key", null))) {
          send(line("error").add("error", "wrong key"));
          socket.close();
          continue;
        }
        send(hello());
        welcomed(read(lines), 0);
        listenTo(lines);
      } catch (IOException e) {
        // The hub disconnected, or the test is over: another hub may connect.
      }
    }
  }

  private BufferedReader lines() throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  private static JsonObject read(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the hub closed the connection");
    }
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }

  private static JsonObjectBuilder line(String type) {
    return Json.createObjectBuilder().add("type", type);
  }

  private JsonObjectBuilder hello() {
    return line("hello")
        .add("agent", "kymata-agent/0.1.0")
        .add("id", "made-up-" + machine.name())
        .add("run", "run-" + System.nanoTime())
        .add("host", machine.name())
        .add("next", 1);
  }

  private void welcomed(JsonObject welcome, int pastSeconds) throws IOException {
    if (!welcome.getString("type").equals("welcome")) {
      throw new IOException("not welcome: " + welcome);
    }
    synchronized (this) {
      running = welcome.getBoolean("running");
      intervalMillis = welcome.getInt("intervalMillis");
    }
    send(line("facts").addAll(machine.facts()));
    long now = System.currentTimeMillis();
    for (long time = now - 1_000L * pastSeconds; time <= now; time += 1_000) {
      sample(time);
    }
    tick();
  }

  /** Reads the hub's messages until the connection ends. */
  private void listenTo(BufferedReader lines) {
    Socket mine = socket;
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!mine.isClosed()) {
                  received(read(lines));
                }
              } catch (IOException e) {
                running = false;
              }
            },
            "agent reads");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void received(JsonObject message) throws IOException {
    switch (message.getString("type")) {
      case "start" -> running = true;
      case "stop" -> running = false;
      case "interval" -> intervalMillis = message.getInt("millis");
      case "processes" -> processes = message.getString("show");
      case "ping" -> send(line("pong"));
      default -> {
        // An acknowledgement: nothing is buffered here.
      }
    }
  }

  /** The sampling interval; 0 when it is stopped. */
  synchronized long intervalMillis() {
    return running ? intervalMillis : 0;
  }

  private synchronized void tick() {
    try {
      if (running && seq > 0) {
        sample(System.currentTimeMillis());
      }
      if (running && !processes.equals("none")) {
        send(line("processes").addAll(machine.processes(System.currentTimeMillis())));
      }
    } catch (IOException e) {
      running = false;
    }
    if (!clock.isShutdown()) {
      clock.schedule(this::tick, intervalMillis, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void sample(long time) throws IOException {
    JsonObjectBuilder metrics = Json.createObjectBuilder();
    machine.metrics(time).forEach(metrics::add);
    send(
        line("sample")
            .add("seq", ++seq)
            .add("time", time)
            .add("full", true)
            .add("metrics", metrics));
  }

  private synchronized void send(JsonObjectBuilder line) throws IOException {
    socket.getOutputStream().write((line.build() + "\n").getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (serverSocket != null) {
        serverSocket.close();
      }
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
