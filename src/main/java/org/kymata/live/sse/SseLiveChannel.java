package org.kymata.live.sse;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.kymata.live.LiveChannel;

/** The wire to a page that came by SSE; writes only when the container says that it can. */
final class SseLiveChannel implements LiveChannel, WriteListener, AsyncListener {

  private enum WriteStep {
    WRITE,
    FLUSH,
    DONE
  }

  private final AsyncContext async;
  private final ServletOutputStream out;
  private Runnable onGone;
  private byte[] event;
  private Consumer<Boolean> done;
  private WriteStep step = WriteStep.DONE;
  private boolean closed;

  SseLiveChannel(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  /** Begins; {@code gone} runs when the page went away. */
  void start(Runnable gone) {
    this.onGone = gone;
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
        this.step = WriteStep.WRITE;
      }
    }
    if (closed) {
      done.accept(false);
    } else {
      writePending();
    }
  }

  @Override
  public void onWritePossible() {
    writePending();
  }

  private void writePending() {
    Consumer<Boolean> finished = null;
    boolean worked = true;
    synchronized (this) {
      try {
        while (!closed && step != WriteStep.DONE && out.isReady()) {
          if (step == WriteStep.WRITE) {
            out.write(event);
            event = null;
            step = WriteStep.FLUSH;
          } else {
            out.flush();
            step = WriteStep.DONE;
          }
        }
      } catch (IOException | IllegalStateException e) {
        closed = true;
        worked = false;
        step = WriteStep.DONE;
      }
      if (step == WriteStep.DONE && done != null) {
        finished = done;
        done = null;
      }
    }
    // Outside the lock: the next frame may be sent from within.
    if (finished != null) {
      finished.accept(worked);
    }
    if (!worked) {
      onGone.run();
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
    onGone.run();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    onGone.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    onGone.run();
  }

  @Override
  public void onError(AsyncEvent event) {
    onGone.run();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Never started again.
  }
}
