import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A node with a thread of its own that sends at a rate, whatever the hub says, and keeps account of every
 * reading: accepted, refused, or on its way when its connection ended.
 */
final class Sender extends Thread implements Inbound.Taker {

  private static final byte[] ACCEPTED = "\"type\":\"accepted\"".getBytes(UTF_8);
  private static final byte[] ERROR = "\"error\"".getBytes(UTF_8);
  private static final int REST_MILLIS = 100;
  private static final int LAST_ANSWERS_SECONDS = 60;

  private final End end;
  private final int index;
  private final int batch;
  private final double rate;
  private final long endNanos;
  private final int window;
  private final Inbound inbound = new Inbound(this);
  // Frames that may be sent before one is answered; TCP answers nothing and holds us back by itself.
  private Semaphore room;

  private Connection connection;
  private volatile long frameSentAt;
  volatile long sent;
  volatile long accepted;
  volatile long refused;
  volatile long unknown;
  volatile long closed;
  volatile long heldBack;
  final Book times = new Book(false, false, new Connection[0]);

  /** {@code rate} readings a second until {@code endNanos}; at most {@code window} frames unanswered. */
  Sender(End end, int index, double rate, int window, long endNanos) {
    super("sender-" + end.kind + "-" + index);
    this.end = end;
    this.index = index;
    this.batch = end.batch;
    this.rate = rate;
    this.window = end.kind == End.Kind.HTTP ? 1 : window;
    this.endNanos = endNanos;
    times.beginNanos = Long.MIN_VALUE;
    setDaemon(true);
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    while (System.nanoTime() < endNanos) {
      try {
        open();
        send(began);
        finish();
      } catch (IOException e) {
        if (closed++ < 3) {
          System.err.println(getName() + ": " + e.getMessage());
        }
        lose();
        rest();
      } catch (InterruptedException e) {
        return;
      }
    }
    double offered = rate * (endNanos - began) / 1e9;
    heldBack = Math.max(0, (long) offered - sent);
  }

  private void open() throws IOException {
    connection = new Connection(end, false, index);
    connection.connect(0);
    room = new Semaphore(window);
    if (end.kind != End.Kind.HTTP) {
      Thread reader = new Thread(this::listen, getName() + "-reader");
      reader.setDaemon(true);
      reader.start();
    }
  }

  private void listen() {
    Connection mine = connection;
    try {
      while (mine.isOpen) {
        inbound.read(mine);
      }
    } catch (IOException e) {
      // The sending side sees it too, or has ended by itself.
      mine.close();
      room.release(window);
    }
  }

  private void send(long began) throws IOException, InterruptedException {
    byte[] bytes = new byte[1 << 17];
    while (System.nanoTime() < endNanos) {
      Costs.sleepUntil(began + (long) (sent / rate * 1e9));
      if (end.kind != End.Kind.TCP && !room.tryAcquire(1, TimeUnit.SECONDS)) {
        continue;
      }
      if (!connection.isOpen) {
        throw new EOFException("the hub closed the connection");
      }
      int length = Messages.write(bytes, 0, connection, end.body, Book.number(sent), System.nanoTime(), batch);
      frameSentAt = System.nanoTime();
      sent += batch;
      ByteBuffer all = ByteBuffer.wrap(bytes, 0, length);
      while (all.hasRemaining()) {
        connection.channel.write(all);
      }
      while (end.kind == End.Kind.HTTP && room.availablePermits() == 0) {
        inbound.read(connection);
      }
    }
  }

  private static void rest() {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the last answers; of TCP, until the hub has taken all and closes too. */
  private void finish() throws IOException, InterruptedException {
    if (end.kind == End.Kind.TCP) {
      connection.channel.shutdownOutput();
      long most = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_ANSWERS_SECONDS);
      while (connection.isOpen && System.nanoTime() < most) {
        Thread.sleep(20);
      }
      accepted = sent - refused - unknown;
    } else {
      room.tryAcquire(window, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
      lose();
    }
    connection.close();
  }

  /** What was not answered may be stored or not. */
  private void lose() {
    if (connection != null) {
      connection.close();
    }
    unknown = end.kind == End.Kind.TCP ? sent - refused : sent - accepted - refused;
  }

  @Override
  public void payload(Connection from, byte[] bytes, int start, int to, long nanos) {
    if (end.kind == End.Kind.TCP) {
      refused++;
    } else if (Bytes.indexOf(bytes, start, to, ACCEPTED) >= 0) {
      answered(nanos);
      accepted += batch;
    } else if (Bytes.indexOf(bytes, start, to, ERROR) >= 0) {
      answered(nanos);
      refused += batch;
    }
  }

  @Override
  public void answer(Connection from, int status, boolean closes, long nanos) throws IOException {
    answered(nanos);
    if (status / 100 == 2) {
      accepted += batch;
    } else {
      refused += batch;
    }
    if (closes) {
      throw new EOFException("the hub closed the connection after status " + status);
    }
  }

  private void answered(long nanos) {
    if (window == 1) {
      times.time(frameSentAt, nanos);
    }
    room.release();
  }
}
