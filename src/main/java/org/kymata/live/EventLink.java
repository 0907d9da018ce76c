package org.kymata.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The wire to a page that came by SSE; writes only when the container says that it can. */
final class EventLink implements Link, WriteListener, AsyncListener {

  private enum Step {
    WRITE,
    FLUSH,
    DONE
  }

  private final AsyncContext async;
  private final ServletOutputStream out;
  private Runnable gone;
  private byte[] event;
  private Consumer<Boolean> done;
  private Step step = Step.DONE;
  private boolean closed;

  EventLink(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  /** Begins; {@code gone} runs when the page went away. */
  void start(Runnable gone) {
    this.gone = gone;
    async.addListener(this);
    out.setWriteListener(this);
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    sendRaw("data: " + frame + "\n\n", done);
  }

  /** Sends lines that are an event already. */
  void sendRaw(String lines, Consumer<Boolean> done) {
    synchronized (this) {
      if (!closed) {
        this.event = lines.getBytes(StandardCharsets.UTF_8);
        this.done = done;
        this.step = Step.WRITE;
      }
    }
    if (closed) {
      done.accept(false);
    } else {
      pump();
    }
  }

  @Override
  public void onWritePossible() {
    pump();
  }

  private void pump() {
    Consumer<Boolean> finished = null;
    boolean worked = true;
    synchronized (this) {
      try {
        while (!closed && step != Step.DONE && out.isReady()) {
          if (step == Step.WRITE) {
            out.write(event);
            event = null;
            step = Step.FLUSH;
          } else {
            out.flush();
            step = Step.DONE;
          }
        }
      } catch (IOException | IllegalStateException e) {
        closed = true;
        worked = false;
        step = Step.DONE;
      }
      if (step == Step.DONE && done != null) {
        finished = done;
        done = null;
      }
    }
    // Outside the lock: the next frame may be sent from within.
    if (finished != null) {
      finished.accept(worked);
    }
    if (!worked) {
      gone.run();
    }
  }

  @Override
  public void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The container completed it first, since the page is gone.
      return;
    }
  }

  @Override
  public void onError(Throwable fault) {
    gone.run();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    gone.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    gone.run();
  }

  @Override
  public void onError(AsyncEvent event) {
    gone.run();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Never started again.
  }
}
