package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.kymata.testing.FuzzInputs;

/**
 * Sends malformed WebSocket frames: usually texts that are almost right, sometimes frames that no
 * WebSocket library would send. Waits every few frames until the hub has handled them.
 */
final class MalformedFrames implements MalformedSender {

  private static final int PER_CONNECTION = 1_000;
  private static final int MAX_UNREAD = 50;
  private static final int ODD_EVERY = 100;
  private static final int MAX_SILENT = 20;
  private static final int OVERSIZED = (64 << 10) + 1;

  private final MalformedInputStats tally;
  private final Supplier<RawWebSocket> transport;
  private final FuzzInputs mutants;
  private final Random random;
  private final Deque<RawWebSocket> silent = new ArrayDeque<>();

  /** Creates a sender that opens its connections with {@code transport}. */
  MalformedFrames(
      MalformedInputStats tally, Supplier<RawWebSocket> transport, List<byte[]> seeds, long seed) {
    this.tally = tally;
    this.transport = transport;
    this.random = new Random(seed);
    this.mutants = new FuzzInputs(seeds, random);
  }

  @Override
  public MalformedInputStats tally() {
    return tally;
  }

  @Override
  public void send(int count) {
    long end = tally.sentCount() + count;
    while (tally.sentCount() < end) {
      RawWebSocket socket = transport.get();
      tally.connected();
      boolean heldOpen = false;
      try {
        heldOpen = converse(socket, (int) Math.min(PER_CONNECTION, end - tally.sentCount()));
      } finally {
        if (!heldOpen) {
          socket.close();
        }
      }
    }
    silent.forEach(RawWebSocket::close);
    silent.clear();
  }

  /** Sends frames; returns whether to leave the connection open in the middle of a frame. */
  private boolean converse(RawWebSocket socket, int count) {
    for (int number = 0; number < count && !socket.isClosed(); number++) {
      tally.sent(1);
      if (random.nextInt(ODD_EVERY) == 0) {
        if (random.nextInt(8) == 0) {
          return halfAFrame(socket);
        }
        odd(socket);
        count(socket);
      } else {
        // A library would send it like this: whatever the input holds, the frame is UTF-8.
        socket.text(new String(mutants.next(), UTF_8));
        if (number % MAX_UNREAD == 0) {
          count(socket);
        }
      }
    }
    count(socket);
    if (socket.isClosed()) {
      tally.closed();
    }
    return false;
  }

  private void count(RawWebSocket socket) {
    if (!socket.isClosed()) {
      socket.sync();
    }
    tally.errors(
        socket.unread().stream().filter(text -> text.contains("\"type\":\"error\"")).count());
  }

  /** Closes, or stays silent, where the hub waits for more: it does not answer that. */
  private boolean halfAFrame(RawWebSocket socket) {
    byte[] frame = RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.TEXT, mutants.next(), true);
    switch (random.nextInt(3)) {
      case 0 -> socket.bytes(Arrays.copyOf(frame, random.nextInt(frame.length)));
      // Longer than any frame may be.
      case 1 -> socket.bytes(new byte[] {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1});
      default -> socket.bytes(bytes(1 + random.nextInt(200)));
    }
    if (silent.size() == MAX_SILENT) {
      return false;
    }
    silent.add(socket);
    return true;
  }

  private void odd(RawWebSocket socket) {
    byte[] mutant = mutants.next();
    int last = RawWebSocket.LAST;
    int text = RawWebSocket.TEXT;
    switch (random.nextInt(16)) {
      case 0 -> socket.frame(last | RawWebSocket.BINARY, mutant);
      // With bytes that are not UTF-8.
      case 1 -> socket.frame(last | text, join(mutant, bytes(3)));
      case 2 -> fragments(socket, mutant, 1, new byte[0]);
      case 3 -> fragments(socket, mutant, 7, RawWebSocket.frame(last | 9, bytes(5), true));
      case 4 -> socket.frame(last | text, filled('a', OVERSIZED));
      case 5 -> fragments(socket, filled('a', OVERSIZED), 8_000, new byte[0]);
      case 6 -> socket.frame(last | 0x3 + random.nextInt(5), mutant);
      case 7 -> socket.frame(last | 0x10 << random.nextInt(3) | text, mutant);
      case 8 -> socket.bytes(RawWebSocket.frame(last | text, mutant, false));
      case 9 -> socket.frame(last | RawWebSocket.CONTINUATION, mutant);
      case 10 -> socket.frame(last | RawWebSocket.PING, filled('p', 126));
      case 11 -> socket.frame(last | RawWebSocket.CLOSE, new byte[] {3});
      case 12 -> socket.frame(last | RawWebSocket.CLOSE, new byte[] {3, (byte) random.nextInt()});
      // A new message before the previous one has ended.
      case 13 -> {
        socket.frame(text, mutant);
        socket.frame(last | text, mutant);
      }
      case 14 -> socket.frame(RawWebSocket.PING, mutant.length > 125 ? new byte[3] : mutant);
      default -> socket.frame(last | text, filled(random.nextBoolean() ? '[' : '{', 60_000));
    }
  }

  private static void fragments(RawWebSocket socket, byte[] text, int size, byte[] between) {
    int kind = RawWebSocket.TEXT;
    for (int at = 0; at < text.length; at += size) {
      byte[] part = Arrays.copyOfRange(text, at, Math.min(text.length, at + size));
      socket.frame(kind, part);
      socket.bytes(between);
      kind = RawWebSocket.CONTINUATION;
      if (at > 200) {
        size = Math.max(size, 1_000);
      }
    }
    socket.frame(RawWebSocket.LAST | kind, new byte[0]);
  }

  private static byte[] filled(char with, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
