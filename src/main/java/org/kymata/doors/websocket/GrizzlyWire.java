package org.kymata.doors.websocket;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.kymata.platform.TextWire;

/**
 * The way of texts to one socket past Tyrus and the servlet container, which take most of what a
 * frame to a page costs (ADR 21): whole frames go into the queue of the connection. What Tyrus
 * itself sends meanwhile, pongs and the closing frame, are whole frames of that queue too.
 */
record GrizzlyWire(GrizzlyConnection.Output output, TextFrames frames, LongAdder sent)
    implements TextWire {

  @Override
  public void send(String text, Consumer<Boolean> done) {
    sent.increment();
    try {
      output.write(frames.of(text), done);
    } catch (IllegalAccessException | InvocationTargetException e) {
      done.accept(false);
    }
  }
}
