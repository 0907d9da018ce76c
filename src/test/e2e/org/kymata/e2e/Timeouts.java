package org.kymata.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long the tests wait at most: far beyond what a healthy hub needs, even on a busy machine. */
final class Timeouts {

  /** For a server to start, the build of a first start included. */
  static final Duration START = Duration.ofMinutes(10);

  /** For everything else. */
  static final Duration LONG = Duration.ofMinutes(2);

  private Timeouts() {}

  /** Waits until {@code condition} is true; {@code what} says for what, should it never be. */
  static void until(String what, Callable<Boolean> condition) {
    await(what, LONG).until(condition);
  }

  /** A wait for {@code what} of at most {@code most}. */
  static ConditionFactory await(String what, Duration most) {
    return Awaitility.await(what).atMost(most).pollInterval(Duration.ofMillis(100));
  }
}
