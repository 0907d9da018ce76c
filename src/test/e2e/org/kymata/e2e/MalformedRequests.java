package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.kymata.testing.FuzzInputs;

/**
 * Sends malformed HTTP requests, one at a time: bodies of POST /api/readings, or addresses of the
 * HTTP GET transport.
 */
final class MalformedRequests implements MalformedSender {

  private static final int PER_CONNECTION = 100;
  private static final int ODD_EVERY = 50;
  private static final int MAX_SILENT = 5;
  private static final byte[] NOTHING = new byte[0];

  private final MalformedInputStats tally;
  private final int port;
  private final String headers;
  private final boolean inTheAddress;
  private final FuzzInputs mutants;
  private final Random random;
  private final Deque<RawHttp> silent = new ArrayDeque<>();

  private MalformedRequests(
      MalformedInputStats tally,
      int port,
      String headers,
      boolean inTheAddress,
      List<byte[]> seeds,
      long seed) {
    this.tally = tally;
    this.port = port;
    this.headers = headers;
    this.inTheAddress = inTheAddress;
    this.random = new Random(seed);
    this.mutants = new FuzzInputs(seeds, random);
  }

  /** Creates a sender of bodies; headers are complete lines, each with its line end. */
  static MalformedRequests ofBodies(
      MalformedInputStats tally, int port, String headers, List<byte[]> seeds, long seed) {
    return new MalformedRequests(tally, port, headers, false, seeds, seed);
  }

  /** Creates a sender of addresses. */
  static MalformedRequests ofAddresses(
      MalformedInputStats tally, int port, String headers, List<byte[]> seeds, long seed) {
    return new MalformedRequests(tally, port, headers, true, seeds, seed);
  }

  @Override
  public MalformedInputStats tally() {
    return tally;
  }

  @Override
  public void send(int count) {
    long end = tally.sentCount() + count;
    try {
      while (tally.sentCount() < end) {
        try (RawHttp http = RawHttp.open("127.0.0.1", port)) {
          tally.connected();
          converse(http, (int) Math.min(PER_CONNECTION, end - tally.sentCount()));
        }
        if (random.nextInt(10) == 0) {
          disconnectEarly();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      silent.forEach(RawHttp::close);
      silent.clear();
    }
  }

  private void converse(RawHttp http, int count) {
    for (int number = 0; number < count; number++) {
      byte[] request = random.nextInt(ODD_EVERY) == 0 ? odd() : request(mutants.next());
      tally.sent(1);
      try {
        http.send(request);
      } catch (IOException e) {
        // The hub may close while the rest of a body is on its way; its answer says why.
      }
      OptionalInt status = http.status();
      if (status.isEmpty()) {
        tally.closed();
        return;
      }
      assertTrue(status.getAsInt() < 500, () -> status + " to " + shown(request));
      tally.errors(status.getAsInt() >= 400 ? 1 : 0);
      if (http.isClosing()) {
        tally.closed();
        return;
      }
    }
  }

  private static String shown(byte[] request) {
    return new String(
        request, 0, Math.min(request.length, 500), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private byte[] request(byte[] mutant) {
    return inTheAddress ? get(mutant) : post(mutant);
  }

  private byte[] post(byte[] body) {
    String length = "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
    return RawHttp.request("POST", RawHttp.ascii("/api/readings"), headers + length, body);
  }

  private byte[] get(byte[] target) {
    return RawHttp.request("GET", inOneLine(target), headers, NOTHING);
  }

  /** Without white space, after which another request or another HTTP version would follow. */
  private static byte[] inOneLine(byte[] target) {
    byte[] line = target.length == 0 ? new byte[] {'/'} : target.clone();
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i] >= 0 && line[i] <= ' ' ? (byte) '~' : line[i];
    }
    return line;
  }

  private byte[] odd() {
    byte[] mutant = mutants.next();
    if (inTheAddress) {
      return switch (random.nextInt(4)) {
        case 0 -> get(filled("/luminosity/", '9', 3_000));
        case 1 -> get(filled("/", 'm', 3_000));
        case 2 -> get(filled("/luminosity/1?", '%', 2_000));
        default -> get(filled("/luminosity", '/', 2_000));
      };
    }
    return switch (random.nextInt(5)) {
      case 0 -> post(filled("[", ' ', (1 << 20) + 1));
      case 1 -> post(filled("", '[', 100_000));
      case 2 -> post(filled("{\"a\":", '{', 100_000));
      case 3 -> chunked(mutant, "0\r\n\r\n");
      default -> post(new byte[] {'"', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, '"'});
    };
  }

  private static byte[] filled(String begin, char with, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    System.arraycopy(RawHttp.ascii(begin), 0, bytes, 0, begin.length());
    return bytes;
  }

  private byte[] chunked(byte[] body, String end) {
    String more = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    byte[] head =
        RawHttp.request(
            "POST",
            RawHttp.ascii("/api/readings"),
            headers + more,
            RawHttp.ascii(Integer.toHexString(Math.max(1, body.length)) + "\r\n"));
    byte[] chunk = body.length == 0 ? new byte[] {' '} : body;
    byte[] tail = RawHttp.ascii("\r\n" + end);
    byte[] all = Arrays.copyOf(head, head.length + chunk.length + tail.length);
    System.arraycopy(chunk, 0, all, head.length, chunk.length);
    System.arraycopy(tail, 0, all, head.length + chunk.length, tail.length);
    return all;
  }

  /** Half a request, then the end or silence: the hub does not answer that. */
  private void disconnectEarly() throws IOException {
    tally.sent(1);
    tally.connected();
    RawHttp http = RawHttp.open("127.0.0.1", port);
    byte[] whole =
        switch (random.nextInt(3)) {
          case 0 -> chunked(mutants.next(), "zz\r\n");
          default -> request(mutants.next());
        };
    http.send(Arrays.copyOf(whole, 1 + random.nextInt(whole.length)));
    if (silent.size() < MAX_SILENT) {
      silent.add(http);
    } else {
      http.close();
    }
  }
}
