package org.kymata.server;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The way of texts to one socket past Tyrus and the servlet container, which take most of what a
 * frame to a page costs (ADR 21): whole frames go into the queue of the connection. What Tyrus
 * itself sends meanwhile, pongs and the closing frame, are whole frames of that queue too.
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
