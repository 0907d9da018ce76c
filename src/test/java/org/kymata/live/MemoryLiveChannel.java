package org.kymata.live;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A channel that keeps what is sent; a frame stays unsent until the test delivers it. */
final class MemoryLiveChannel implements LiveChannel {

  final List<String> frames = new ArrayList<>();
  Integer closeCode;
  String closeReason;
  private Consumer<Boolean> inFlight;
  private boolean immediate;

  /** A channel that delivers every frame at once. */
  static MemoryLiveChannel immediate() {
    MemoryLiveChannel channel = new MemoryLiveChannel();
    channel.immediate = true;
    return channel;
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

  /** Delivers the frame that is being sent. */
  void completeSend() {
    finish(true);
  }

  /** Fails the frame that is being sent. */
  void failSend() {
    finish(false);
  }

  private void finish(boolean worked) {
    Consumer<Boolean> done = inFlight;
    inFlight = null;
    done.accept(worked);
  }

  /** Delivers all frames. */
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
