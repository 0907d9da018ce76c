package org.kymata.testing;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Receives the frames of one connection, in sequence. */
public abstract class FrameReceiver implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 20;

  private final BlockingQueue<JsonObject> unread = new LinkedBlockingQueue<>();
  private final List<JsonObject> all = new CopyOnWriteArrayList<>();

  /** Completed with the close code when the connection was closed. */
  protected final CompletableFuture<Integer> closed = new CompletableFuture<>();

  /** Adds a received frame. */
  protected final void received(String frame) {
    JsonObject json = HubResponse.json(frame);
    all.add(json);
    unread.add(json);
  }

  /** All frames so far. */
  public List<JsonObject> all() {
    return List.copyOf(all);
  }

  /** The payload of the next frame of this type; skips others before it. */
  public JsonObject await(String type) {
    return await(type, payload -> true);
  }

  /** The payload of the next matching frame of this type; skips others before it. */
  public JsonObject await(String type, Predicate<JsonObject> matches) {
    return awaitFrame(
            type, frame -> type.equals(frame.getString("type")) && matches.test(payload(frame)))
        .getJsonObject("payload");
  }

  /** The next frame with this id; skips others before it. */
  public JsonObject awaitReply(String id) {
    return awaitFrame("id " + id, frame -> id.equals(frame.getString("id", null)));
  }

  /** Waits for a matching frame, whether before others that were read or after them. */
  public void awaitAnywhere(Predicate<JsonObject> matches) {
    Awaitility.await()
        .atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .until(() -> all.stream().anyMatch(matches));
  }

  private JsonObject awaitFrame(String what, Predicate<JsonObject> matches) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    try {
      while (true) {
        JsonObject frame = unread.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          throw new AssertionError("no frame \"" + what + "\" came; there were " + all);
        }
        if (matches.test(frame)) {
          return frame;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The payload of a frame. */
  public static JsonObject payload(JsonObject frame) {
    return frame.getJsonObject("payload");
  }

  /** Waits until the connection is closed. */
  public int awaitClose() {
    try {
      return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the connection was not closed", e);
    }
  }

  /** Closes this end of the connection. */
  @Override
  public abstract void close();

  /** Whether the connection is closed. */
  public boolean isClosed() {
    return closed.isDone();
  }
}
