import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One connection to the hub: blocking while it is set up, then served by a selector. */
final class Connection {

  private static final int CONNECT_MILLIS = 3_000;
  private static final int HANDSHAKE_MILLIS = 8_000;

  final End end;
  final boolean isPage;
  final int index;
  final byte[] token;
  final byte[] node;

  SocketChannel channel;
  boolean isOpen;
  /** A page: its subscription counts. */
  boolean isReady;
  /** HTTP: waits for its answer. */
  boolean isBusy;

  /** How many readings were sent here, and the newest of them that a page has seen. */
  long sent;

  long seen;

  // Bytes that came and are not a whole message yet.
  byte[] rest = new byte[256];
  int restLength;
  // A message that comes in parts: fragments of a frame, an event of a stream.
  byte[] parts = new byte[4_096];
  int partsLength;
  int partsScanned;
  boolean isChunked;
  int chunk = -1;
  long lastValue = Long.MIN_VALUE;

  private SelectionKey key;
  private ByteBuffer unsent;

  Connection(End end, boolean isPage, int index) {
    this.end = end;
    this.isPage = isPage;
    this.index = index;
    this.isReady = end.ready.length == 0;
    token = ofIndex(end.tokens, index);
    node = ofIndex(end.ids, index);
  }

  private static byte[] ofIndex(String[] words, int index) {
    return words.length == 0 ? new byte[0] : words[index % words.length].getBytes(UTF_8);
  }

  /**
   * Connects and shakes hands.
   *
   * @param receiveBytes size of the kernel's buffer, 0 for its own choice
   */
  void connect(int receiveBytes) throws IOException {
    restLength = 0;
    partsLength = 0;
    partsScanned = 0;
    chunk = -1;
    unsent = null;
    channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (receiveBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      channel.socket().connect(new InetSocketAddress(end.host, end.port), CONNECT_MILLIS);
      channel.socket().setSoTimeout(HANDSHAKE_MILLIS);
      Handshake.of(this);
      isOpen = true;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  void close() {
    isOpen = false;
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  // --- While it is set up

  /** Waits for more bytes in {@link #rest}. */
  void fill() throws IOException {
    if (restLength == rest.length) {
      rest = Arrays.copyOf(rest, rest.length * 2);
    }
    int read = channel.socket().getInputStream().read(rest, restLength, rest.length - restLength);
    if (read < 0) {
      throw new EOFException("closed during the handshake");
    }
    restLength += read;
  }

  void drop(int bytes) {
    System.arraycopy(rest, bytes, rest, 0, restLength - bytes);
    restLength -= bytes;
  }

  void write(byte[] bytes, int length) throws IOException {
    channel.socket().getOutputStream().write(bytes, 0, length);
  }

  // --- Once it is served by a selector

  /** Whether the kernel took all that was sent so far. */
  boolean isDrained() {
    return unsent == null;
  }

  /** Sends what the kernel takes; the selector sends the rest. */
  void send(byte[] bytes, int length) throws IOException {
    synchronized (this) {
      ByteBuffer all = ByteBuffer.wrap(bytes, 0, length);
      if (unsent == null) {
        channel.write(all);
      }
      if (!all.hasRemaining()) {
        return;
      }
      ByteBuffer more = ByteBuffer.allocate((unsent == null ? 0 : unsent.remaining()) + all.remaining());
      if (unsent != null) {
        more.put(unsent);
      }
      unsent = more.put(all).flip();
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      key.selector().wakeup();
    }
  }

  /** Says that the page is there, where the hub wants to hear it. */
  void ping() throws IOException {
    if (end.ping != null && isOpen) {
      byte[] frame = new byte[end.ping.length + Messages.FRAME_HEAD];
      send(frame, Messages.frame(frame, 0, end.ping, end.ping.length));
    }
  }

  void flush() throws IOException {
    synchronized (this) {
      if (unsent != null) {
        channel.write(unsent);
        if (!unsent.hasRemaining()) {
          unsent = null;
          key.interestOps(SelectionKey.OP_READ);
        }
      }
    }
  }
}
