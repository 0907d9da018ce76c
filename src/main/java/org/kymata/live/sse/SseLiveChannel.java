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

/** The connection to a page by SSE; writes only when the container reports that it can. */
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

  /** Starts; {@code onGone} runs when the page disconnects. */
  void start(Runnable onGone) {
    this.onGone = onGone;
    async.addListener(this);
    out.setWriteListener(this);
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    sendRaw("data: " + frame + "\n\n", done);
  }

  /** Sends lines that already form an event. */
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
    // Outside the lock, because the callback may send the next frame.
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
      // The page disconnected, so the container has completed it already.
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
    // This context is started once only.
  }
}
