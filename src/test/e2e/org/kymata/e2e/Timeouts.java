package org.kymata.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The longest waits of the tests: far beyond what a healthy hub needs, even on a busy machine. */
final class Timeouts {

  /** For a server to start, including the build of a first start. */
  static final Duration START = Duration.ofMinutes(10);

  /** For everything else. */
  static final Duration LONG = Duration.ofMinutes(2);

  private Timeouts() {}

  /** Waits until {@code condition} is true; {@code what} describes it for the failure message. */
  static void until(String what, Callable<Boolean> condition) {
    await(what, LONG).until(condition);
  }

  /** A wait for {@code what} of at most {@code timeout}. */
  static ConditionFactory await(String what, Duration timeout) {
    return Awaitility.await(what).atMost(timeout).pollInterval(Duration.ofMillis(100));
  }
}
