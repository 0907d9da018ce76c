package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.net.ClientNetwork;
import org.kymata.time.MonotonicClock;

/**
 * Makes callers wait after wrong passwords. A stranger's guesses count for the account and for the
 * stranger's network; those of a device that signed in before, or of a signed-in user, only for
 * that device or user. So strangers' guesses lock no owner out (ADR 25).
 */
@ApplicationScoped
public class LoginRateLimiter {

  private static final long MAX_ACCOUNT_WAIT_MILLIS = 30_000;
  private static final long MAX_ADDRESS_WAIT_MILLIS = 300_000;

  // Shorter for an account: guesses must not lock an admin out.
  private final LoginThrottle byAccount = new LoginThrottle(MAX_ACCOUNT_WAIT_MILLIS);
  private final LoginThrottle byAddress = new LoginThrottle(MAX_ADDRESS_WAIT_MILLIS);
  private final LoginThrottle byDevice = new LoginThrottle(MAX_ACCOUNT_WAIT_MILLIS);
  private final LoginThrottle bySignedIn = new LoginThrottle(MAX_ACCOUNT_WAIT_MILLIS);

  @Inject private SecurityLog security;

  /** A try that counts as wrong until it turns out right. */
  final class LoginAttempt {
    private final Map<LoginThrottle, String> buckets = new LinkedHashMap<>();

    private LoginAttempt() {}

    private long count(LoginThrottle throttle, String key) {
      long wait = throttle.begin(key, MonotonicClock.millis());
      if (wait > 0) {
        withdraw();
      } else {
        buckets.put(throttle, key);
      }
      return wait;
    }

    private void withdraw() {
      buckets.forEach(LoginThrottle::withdraw);
    }

    /**
     * Checks the password; when it is right, earlier wrong ones are forgotten.
     *
     * @param matches checks it; when it throws, the try does not count
     */
    boolean check(BooleanSupplier matches) {
      boolean right;
      try {
        right = matches.getAsBoolean();
      } catch (DomainException busy) {
        withdraw();
        throw busy;
      }
      if (right) {
        buckets.forEach(LoginThrottle::succeeded);
      }
      return right;
    }
  }

  /**
   * Refuses a stranger who must wait.
   *
   * @throws DomainException TOO_MANY
   */
  void requireNoWaitForStranger(String name, String address) {
    long now = MonotonicClock.millis();
    long network = byAddress.waitMillis(ClientNetwork.keyOf(address), now);
    refuse(Math.max(byAccount.waitMillis(name, now), network), name, address);
  }

  /**
   * Begins a try.
   *
   * @param device the device of a browser that signed in to this account before
   * @throws DomainException TOO_MANY when the caller must wait first
   */
  LoginAttempt beginAttempt(String name, String address, Optional<String> device) {
    LoginAttempt begun = new LoginAttempt();
    if (device.isPresent()) {
      refuse(begun.count(byDevice, device.get()), name, address);
    } else {
      refuse(begun.count(byAccount, name), name, address);
      refuse(begun.count(byAddress, ClientNetwork.keyOf(address)), name, address);
    }
    return begun;
  }

  /** Begins a try of a signed-in user. */
  LoginAttempt beginSignedInAttempt(Caller.User user) {
    LoginAttempt begun = new LoginAttempt();
    requireNoWait(begun.count(bySignedIn, String.valueOf(user.accountId())));
    return begun;
  }

  private void refuse(long waitMillis, String name, String address) {
    if (waitMillis > 0) {
      security.count(SecurityEvent.SIGN_IN_THROTTLED, name, address);
    }
    requireNoWait(waitMillis);
  }

  private static void requireNoWait(long waitMillis) {
    if (waitMillis > 0) {
      int seconds = (int) ((waitMillis + 999) / 1000);
      throw new DomainException(
          Kind.TOO_MANY, "too many wrong passwords; try again in " + seconds + " s", seconds);
    }
  }
}
