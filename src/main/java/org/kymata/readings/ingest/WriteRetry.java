package org.kymata.readings.ingest;

import io.questdb.cairo.CairoException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Fault;
import org.kymata.platform.Faults;
import org.kymata.platform.Ticks;
import org.kymata.readings.store.questdb.QuestDbStore;

/**
 * What happens when readings cannot be stored: it is told, and tried again every two seconds also
 * where nobody sends any more. The thread of the intake; others may ask whether it fails.
 */
final class WriteRetry {

  private static final Logger LOG = System.getLogger(WriteRetry.class.getName());
  private static final long RETRY_MILLIS = 2_000;
  private static final int RETRY_SECONDS = 5;
  private static final int NO_SPACE = 28;
  private static final int READ_ONLY = 30;

  private final Faults faults;
  private volatile boolean failing;
  private long lastAttemptTicks;

  WriteRetry(Faults faults) {
    this.faults = faults;
  }

  boolean isFailing() {
    return failing;
  }

  /** Readings were stored. */
  void writeSucceeded() {
    if (failing) {
      failing = false;
      faults.end(Fault.READINGS_REFUSED);
    }
  }

  /** Readings could not be stored; what their senders are told. */
  DomainException writeFailed(Throwable cause) {
    String why = describe(cause);
    if (!failing) {
      LOG.log(Level.ERROR, "readings cannot be stored; the nodes are told to try again", cause);
    }
    failing = true;
    lastAttemptTicks = Ticks.millis();
    faults.begin(Fault.READINGS_REFUSED, Map.of("why", why));
    return new DomainException(
        Kind.UNAVAILABLE,
        "the store cannot take readings at the moment (" + why + "); try again soon",
        RETRY_SECONDS);
  }

  /** Looks whether a store that failed works again. */
  void retryIfDue(QuestDbStore store) {
    if (!failing || Ticks.millis() - lastAttemptTicks < RETRY_MILLIS) {
      return;
    }
    lastAttemptTicks = Ticks.millis();
    try {
      store.retry();
      writeSucceeded();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.DEBUG, "readings still cannot be stored", e);
    }
  }

  private static String describe(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof CairoException cairo) {
        return switch (cairo.getErrno()) {
          case NO_SPACE -> "no space is left on the disk";
          case READ_ONLY -> "the disk became read-only";
          default -> "the store of readings failed";
        };
      }
      String said = each instanceof IOException ? String.valueOf(each.getMessage()) : "";
      if (said.contains("No space left")) {
        return "no space is left on the disk";
      }
      if (said.contains("Read-only file system")) {
        return "the disk became read-only";
      }
    }
    return "the store of readings failed";
  }
}
