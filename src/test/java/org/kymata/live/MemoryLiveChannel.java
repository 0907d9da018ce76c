package org.kymata.live;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A wire that keeps what is sent; a frame stays on it until the test lets it through. */
final class MemoryLiveChannel implements LiveChannel {

  final List<String> frames = new ArrayList<>();
  Integer closeCode;
  String closeReason;
  private Consumer<Boolean> inFlight;
  private boolean immediate;

  /** A wire that lets every frame through at once. */
  static MemoryLiveChannel immediate() {
    MemoryLiveChannel link = new MemoryLiveChannel();
    link.immediate = true;
    return link;
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    if (inFlight != null) {
      throw new AssertionError("two frames at once");
    }
    frames.add(frame);
    if (immediate) {
      done.accept(true);
    } else {
      inFlight = done;
    }
  }

  /** The frame on the wire arrives. */
  void completeSend() {
    finish(true);
  }

  /** The frame on the wire is lost with the wire. */
  void failSend() {
    finish(false);
  }

  private void finish(boolean worked) {
    Consumer<Boolean> done = inFlight;
    inFlight = null;
    done.accept(worked);
  }

  /** Lets everything arrive that there is. */
  void completeAll() {
    while (inFlight != null) {
      completeSend();
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
