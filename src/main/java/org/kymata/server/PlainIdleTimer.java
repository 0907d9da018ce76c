package org.kymata.server;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Gives the server's WebSocket implementation a plain timer instead of its managed one.
 *
 * <p>Tyrus 2.1.5 restarts its idle timer at every message, received or sent, even when the idle
 * time is 0. On a managed executor each restart scans the whole class path for context providers:
 * 60 µs a message, a quarter of the throughput (ADR 5). The executor is in a private field, hence
 * the reflection; without that field everything works, but slower, and one log line says so.
 */
@WebListener
public class PlainIdleTimer implements ServletContextListener {

  private static final Logger LOG = System.getLogger(PlainIdleTimer.class.getName());
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";
  private static final String FIELD = "managedScheduledExecutorService";

  private ScheduledThreadPoolExecutor timer;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Object container = event.getServletContext().getAttribute(CONTAINER);
    try {
      Field field = find(container);
      timer = newTimer();
      field.set(container, timer);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "the WebSocket implementation is not the one known; sockets work, but slower",
          e);
    }
  }

  private static Field find(Object container) throws NoSuchFieldException {
    for (Class<?> type = container.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(FIELD)
            && field.getType().isAssignableFrom(ScheduledThreadPoolExecutor.class)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(FIELD);
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "kymata-socket-timer");
              thread.setDaemon(true);
              return thread;
            });
    // Else every message would leave a cancelled task behind until the idle time is over.
    timer.setRemoveOnCancelPolicy(true);
    // Sockets may close after the application has stopped.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    return timer;
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
