package org.kymata.time;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.errors.DomainException;

/**
 * Runs tasks periodically, by a monotonic clock: the server's own timers wait for a time of day,
 * and stand still for an hour when the machine's clock is put back by an hour (ADR 16).
 */
@ApplicationScoped
public class MonotonicScheduler {

  private static final Logger LOG = System.getLogger(MonotonicScheduler.class.getName());

  // Several, so that a task that waits for the disk delays no other.
  private static final int THREADS = 3;
  private static final int STOP_SECONDS = 5;

  // Hourly tasks must also run on a machine that is never on for an hour.
  private static final Duration MAX_INITIAL_DELAY = Duration.ofMinutes(1);

  @Resource private ManagedThreadFactory threads;
  @Inject private ClockJumpDetector clock;

  private ScheduledThreadPoolExecutor executor;

  @PostConstruct
  void start() {
    executor = new ScheduledThreadPoolExecutor(THREADS, this::thread);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  private Thread thread(Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName("kymata-metronome");
    return thread;
  }

  /** Runs {@code task} once in each {@code period} until the hub stops; never twice at a time. */
  public void scheduleAtFixedRate(Duration period, Runnable task) {
    GuardedTask guarded = new GuardedTask(task);
    long first = Math.min(period.toNanos(), MAX_INITIAL_DELAY.toNanos());
    executor.scheduleAtFixedRate(guarded, first, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs before anything that a task may use is destroyed. */
  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object any) {
    stop();
  }

  /** For servers that do not fire the event above. */
  @PreDestroy
  void stop() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "a task did not end in time when the hub stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a task again after a failure; logs a failure once until the task succeeds. */
  private final class GuardedTask implements Runnable {
    private final Runnable task;
    private boolean failing;

    GuardedTask(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        // First, so that no task uses a time of day that has just jumped.
        clock.check();
        task.run();
        failing = false;
      } catch (DomainException refusal) {
        logOnce(Level.DEBUG, refusal);
      } catch (RuntimeException | Error e) {
        logOnce(Level.ERROR, e);
      }
    }

    private void logOnce(Level level, Throwable why) {
      if (!failing) {
        LOG.log(level, "a periodic task failed and will run again", why);
      }
      failing = true;
    }
  }
}
