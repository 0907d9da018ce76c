package org.kymata.server;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes texts to one socket without Tyrus and the servlet container, which cause most of the cost
 * of a frame (ADR 21): whole frames go into the queue of the connection. Pongs and close frames of
 * Tyrus are whole frames of the same queue.
 */
record GrizzlyFrameWriter(
    GrizzlyConnection.OutputQueue output, TextFrameEncoder encoder, LongAdder sentFrames)
    implements FrameWriter {

  @Override
  public void send(String text, Consumer<Boolean> done) {
    sentFrames.increment();
    try {
      output.write(encoder.frameOf(text), done);
    } catch (IllegalAccessException | InvocationTargetException e) {
      done.accept(false);
    }
  }
}
