package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kymata.testing.HubClient;
import org.kymata.testing.ProtocolCase;

/**
 * Senders of malformed input on every transport at once, adopted ones and unknown ones. Everything
 * that the unknown ones send contains {@link #MARK}, so that traces of it can be searched for.
 */
final class MalformedLoad {

  /** Nothing of the hub may contain this text but the list of pending nodes. */
  static final String MARK = "intruder";

  private static final String STRANGER = "127.0.6.6";
  private static final String ADOPTED = "127.0.5.5";

  /** The nodes that the example lines name. */
  private static final int SENSORS = 5;

  private final RunningHub hub;
  private final ApiClient admin;
  private final NodeAdopter adopting;
  private final List<MalformedSender> byLines = new ArrayList<>();
  private final List<MalformedSender> byRequests = new ArrayList<>();

  /** Creates the load for a hub, and adopts the senders that are to be adopted. */
  MalformedLoad(RunningHub hub, ApiClient admin) throws IOException {
    this.hub = hub;
    this.admin = admin;
    this.adopting = new NodeAdopter(admin);
    byTcp();
    byNodePort();
    byWebSocket();
    byPost();
    byHttpGet();
  }

  private static List<byte[]> golden(String... folders) {
    return Stream.of(folders)
        .flatMap(folder -> ProtocolCase.allIn(folder).stream())
        .map(ProtocolCase::frame)
        .toList();
  }

  /** The input of an unknown sender: the same, with names that can be found again. */
  private static List<byte[]> marked(List<byte[]> seeds) {
    return seeds.stream()
        .map(
            seed ->
                new String(seed, UTF_8)
                    .replaceAll("temperature|speed|relay|values|luminosity|gps|latitude", MARK)
                    .getBytes(UTF_8))
        .toList();
  }

  private void byTcp() {
    List<byte[]> good = withoutKeys(golden("tcp/good"));
    List<byte[]> lines = withoutKeys(golden("tcp/good", "tcp/bad"));
    List<byte[]> objects = good.stream().map(Base64.getDecoder()::decode).toList();
    MalformedLines.sendOnOwnConnection(ADOPTED, hub.tcpPort(), good);
    adopting.adopt("tcp", ADOPTED, SENSORS, "malformed-tcp");
    byLines.add(
        new MalformedLines(
            new MalformedInputStats("TCP, adopted"), ADOPTED, hub.tcpPort(), lines, objects, 1));
    List<byte[]> marked = marked(objects);
    byLines.add(
        new MalformedLines(
            new MalformedInputStats("TCP, not adopted"),
            STRANGER,
            hub.tcpPort(),
            marked.stream().map(Base64.getEncoder()::encode).toList(),
            marked,
            2));
  }

  /** The hub closes a connection that repeatedly sends wrong keys, as it should. */
  private static List<byte[]> withoutKeys(List<byte[]> lines) {
    return lines.stream().map(MalformedLoad::stripped).filter(line -> !holdsKey(line)).toList();
  }

  private static boolean holdsKey(byte[] line) {
    try {
      return new String(Base64.getDecoder().decode(line), UTF_8).contains("kymn_");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] stripped(byte[] line) {
    return new String(line, UTF_8).strip().getBytes(UTF_8);
  }

  private void byNodePort() {
    List<byte[]> seeds = golden("node-port/good", "node-port/bad", "node-port/hub");
    try (RawWebSocket node = RawWebSocket.open(ADOPTED, hub.nodePort(), "/")) {
      node.text("{\"type\":\"node\",\"msg\":1}");
      adopting.adopt("node-ws", ADOPTED, 1, "malformed-port");
    }
    try (RawWebSocket page = RawWebSocket.open(ADOPTED, hub.nodePort(), "/")) {
      page.text("{\"type\":\"webpage\",\"msg\":\"togglerele\"}");
      adopting.adopt("node-ws", ADOPTED, 1, "a page");
    }
    addFrames("node port, adopted", () -> onNodePort(ADOPTED), seeds, 3);
    addFrames("node port, not adopted", () -> onNodePort(STRANGER), marked(seeds), 4);
  }

  private RawWebSocket onNodePort(String address) {
    return RawWebSocket.open(address, hub.nodePort(), "/");
  }

  private void addFrames(
      String name, Supplier<RawWebSocket> transport, List<byte[]> seeds, long seed) {
    byLines.add(new MalformedFrames(new MalformedInputStats(name), transport, seeds, seed));
  }

  private void byWebSocket() {
    String bearer = "Bearer " + admin.createNode("malformed-ws").token();
    int port = WellBehavedClients.port(hub);
    List<byte[]> readings = golden("readings/good", "readings/bad");
    addFrames(
        "/ws with a token",
        () -> RawWebSocket.open(ADOPTED, port, "/ws", "Authorization", bearer),
        readings,
        5);
    List<byte[]> ofBrowsers = golden("browser/good", "browser/bad", "readings/good");
    String cookie = "kymata_signin=" + operator().cookie("kymata_signin");
    addFrames(
        "/ws with a session",
        () -> RawWebSocket.open(ADOPTED, port, "/ws", "Cookie", cookie),
        ofBrowsers,
        6);
  }

  private HubClient operator() {
    admin.createAccount("operator", "seven grey herons at dusk", "operator");
    HubClient operator = HubClient.stranger(URI.create(hub.address()));
    operator.signIn("operator", "seven grey herons at dusk");
    return operator;
  }

  private void byPost() {
    List<byte[]> seeds = golden("readings/good", "readings/bad");
    String bearer = "Authorization: Bearer " + admin.createNode("malformed-post").token() + "\r\n";
    addBodies("POST with a token", bearer, seeds, 7);
    addBodies("POST without", "", marked(seeds), 8);
  }

  private void addBodies(String name, String headers, List<byte[]> seeds, long seed) {
    byRequests.add(
        MalformedRequests.ofBodies(
            new MalformedInputStats(name), WellBehavedClients.port(hub), headers, seeds, seed));
  }

  private void byHttpGet() throws IOException {
    List<byte[]> seeds =
        Stream.of(
                "/luminosity/512",
                "/luminosity/-3",
                "/luminosity/0.25",
                "/temperature/21.5",
                "/Gew%C3%A4chshaus/7",
                "/luminosity/",
                "/luminosity/nan",
                "/luminosity/1e999",
                "/luminosity/1/2",
                "/luminosity/%00",
                "/luminosity/..%2f..%2fWEB-INF/web.xml")
            .map(path -> path.getBytes(UTF_8))
            .toList();
    WellBehavedClients.get(hub, ADOPTED, "/luminosity/1");
    adopting.adopt("get", ADOPTED, 1, "malformed-get");
    addAddresses("GET, adopted", ADOPTED, seeds, 9);
    addAddresses("GET, not adopted", STRANGER, marked(seeds), 10);
  }

  private void addAddresses(String name, String address, List<byte[]> seeds, long seed) {
    byRequests.add(
        MalformedRequests.ofAddresses(
            new MalformedInputStats(name),
            WellBehavedClients.port(hub),
            from(address),
            seeds,
            seed));
  }

  private static String from(String address) {
    return "X-Forwarded-For: " + address + "\r\n";
  }

  /** Sends lines or frames on each transport that has them, and a tenth of the number by HTTP. */
  void send(int count) {
    ExecutorService all = Executors.newCachedThreadPool();
    try {
      List<Future<?>> senders = new ArrayList<>();
      byLines.forEach(each -> senders.add(all.submit(() -> each.send(count / 2))));
      byRequests.forEach(each -> senders.add(all.submit(() -> each.send(count / 20))));
      for (Future<?> each : senders) {
        each.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError("a sender of malformed input failed: " + e.getCause(), e);
    } finally {
      all.shutdownNow();
    }
  }

  /**
   * Becomes a pending node under a thousand names from one address, with sixteen a connection, the
   * limit.
   */
  void sendThousandUnknownSenders() {
    for (int number = 0; number < 1_000; number += 16) {
      List<byte[]> lines = new ArrayList<>();
      for (int i = number; i < number + 16; i++) {
        String json = "{\"sensor\":\"" + MARK + "-" + i + "\",\"" + MARK + "\":1}";
        lines.add(Base64.getEncoder().encode(json.getBytes(UTF_8)));
      }
      MalformedLines.sendOnOwnConnection("127.0.6.7", hub.tcpPort(), lines);
    }
  }

  /** The results, by transport. */
  String summary() {
    return String.join(
        "\n",
        Stream.concat(byLines.stream(), byRequests.stream())
            .map(each -> each.tally().toString())
            .toList());
  }

  /** All senders. */
  List<MalformedInputStats> tallies() {
    return Stream.concat(byLines.stream(), byRequests.stream())
        .map(MalformedSender::tally)
        .toList();
  }
}
