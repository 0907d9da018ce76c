package org.kymata.live;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A wire that keeps what is sent; a frame stays on it until the test lets it through. */
final class MemoryLink implements Link {

  final List<String> frames = new ArrayList<>();
  Integer closeCode;
  String closeReason;
  private Consumer<Boolean> onTheWire;
  private boolean fast;

  /** A wire that lets every frame through at once. */
  static MemoryLink fast() {
    MemoryLink link = new MemoryLink();
    link.fast = true;
    return link;
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    if (onTheWire != null) {
      throw new AssertionError("two frames at once");
    }
    frames.add(frame);
    if (fast) {
      done.accept(true);
    } else {
      onTheWire = done;
    }
  }

  /** The frame on the wire arrives. */
  void arrive() {
    finish(true);
  }

  /** The frame on the wire is lost with the wire. */
  void breakDown() {
    finish(false);
  }

  private void finish(boolean worked) {
    Consumer<Boolean> done = onTheWire;
    onTheWire = null;
    done.accept(worked);
  }

  /** Lets everything arrive that there is. */
  void arriveAll() {
    while (onTheWire != null) {
      arrive();
    }
  }

  @Override
  public void close(int code, String reason) {
    closeCode = code;
    closeReason = reason;
  }

  /** A frame as JSON. */
  JsonObject frame(int index) {
    try (JsonReader reader = Json.createReader(new StringReader(frames.get(index)))) {
      return reader.readObject();
    }
  }

  JsonObject payload(int index) {
    return frame(index).getJsonObject("payload");
  }
}
