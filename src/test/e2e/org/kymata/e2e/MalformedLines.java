package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.kymata.testing.FuzzInputs;

/**
 * Sends malformed lines to the TCP port, in packets that split and join them. Each connection ends
 * its output and then reads until the hub has handled everything and closes it.
 */
final class MalformedLines implements MalformedSender {

  private static final int PER_CONNECTION = 1_000;
  private static final int ODD_EVERY = 100;
  private static final int MAX_PACKET = 8_000;
  private static final int MAX_SILENT = 20;
  private static final int UNTERMINATED_BYTES = 256 << 10;

  private final MalformedInputStats tally;
  private final String address;
  private final int port;
  private final FuzzInputs ofLines;
  private final FuzzInputs ofObjects;
  private final Random random;
  private final Deque<Socket> silent = new ArrayDeque<>();

  /**
   * Creates a sender at an address.
   *
   * @param lines example lines
   * @param objects the JSON in such lines
   */
  MalformedLines(
      MalformedInputStats tally,
      String address,
      int port,
      List<byte[]> lines,
      List<byte[]> objects,
      long seed) {
    this.tally = tally;
    this.address = address;
    this.port = port;
    this.random = new Random(seed);
    this.ofLines = new FuzzInputs(lines, random);
    this.ofObjects = new FuzzInputs(objects, random);
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
        converse((int) Math.min(PER_CONNECTION, end - tally.sentCount()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      silent.forEach(LoopbackSockets::close);
      silent.clear();
    }
  }

  private void converse(int count) throws IOException {
    Socket socket = LoopbackSockets.connect(address, port);
    tally.connected();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int number = 0; number < count; number++) {
      tally.sent(1);
      if (random.nextInt(ODD_EVERY) != 0) {
        lines.writeBytes(line());
        lines.writeBytes(random.nextBoolean() ? new byte[] {'\n'} : new byte[] {'\r', '\n'});
      } else if (random.nextInt(8) == 0 && endAbruptly(socket, lines)) {
        return;
      } else {
        lines.writeBytes(oddLine());
      }
      if (lines.size() > MAX_PACKET) {
        packets(socket, lines);
      }
    }
    packets(socket, lines);
    socket.shutdownOutput();
    readToTheEnd(socket);
  }

  private byte[] line() {
    return random.nextInt(4) == 0 ? ofLines.next() : Base64.getEncoder().encode(ofObjects.next());
  }

  private byte[] oddLine() {
    return switch (random.nextInt(6)) {
      case 0 -> filled('Q', 4_097, '\n');
      case 1 -> filled('\n', 500, '\n');
      case 2 -> filled('\r', 100, '\n');
      case 3 -> filled('\0', 60_000, '\n');
      case 4 -> lineOf(filled(random.nextBoolean() ? '[' : '{', 3_000, ' '));
      default -> {
        byte[] bytes = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  private static byte[] lineOf(byte[] json) {
    return (Base64.getEncoder().encodeToString(json) + "\n").getBytes(ISO_8859_1);
  }

  private static byte[] filled(char with, int length, char last) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    bytes[length - 1] = (byte) last;
    return bytes;
  }

  /** Whether the connection ends here, or stays silent in the middle of a line. */
  private boolean endAbruptly(Socket socket, ByteArrayOutputStream lines) throws IOException {
    packets(socket, lines);
    if (random.nextBoolean()) {
      sendUnterminated(socket);
      return true;
    }
    byte[] whole = line();
    socket.getOutputStream().write(whole, 0, whole.length / 2);
    if (silent.size() == MAX_SILENT) {
      // Closed in the middle of a line, with all replies of the hub unread.
      socket.close();
    } else {
      silent.add(socket);
    }
    return true;
  }

  private void sendUnterminated(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(filled('Q', UNTERMINATED_BYTES, 'Q'));
    } catch (IOException e) {
      // The hub closed the connection after too many errors.
    }
    readToTheEnd(socket);
    tally.closed();
  }

  /** Sends well-formed lines on a connection of their own, until the hub has handled them. */
  static void sendOnOwnConnection(String address, int port, List<byte[]> lines) {
    try (Socket socket = LoopbackSockets.connect(address, port)) {
      for (byte[] line : lines) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        socket.getOutputStream().write(ended);
      }
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the collected bytes in packets of random sizes. */
  private void packets(Socket socket, ByteArrayOutputStream lines) throws IOException {
    byte[] bytes = lines.toByteArray();
    lines.reset();
    int at = 0;
    while (at < bytes.length) {
      int size = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(MAX_PACKET);
      size = Math.min(size, bytes.length - at);
      socket.getOutputStream().write(bytes, at, size);
      at += size;
    }
  }

  /** Reads until the hub closes the connection, which it does when it has handled everything. */
  private void readToTheEnd(Socket socket) {
    try (socket) {
      byte[] heard = socket.getInputStream().readAllBytes();
      for (String line : new String(heard, ISO_8859_1).split("\n")) {
        if (!line.isEmpty()) {
          String json = new String(Base64.getDecoder().decode(line), ISO_8859_1);
          assertTrue(json.startsWith("{\"type\":\"error\""), json);
          tally.errors(1);
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the hub does not take the lines to their end", e);
    } catch (IOException e) {
      // A reset, with bytes of ours unread; the hub's replies are lost with it.
    }
  }
}
