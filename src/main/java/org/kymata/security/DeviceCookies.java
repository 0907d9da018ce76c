package org.kymata.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kymata.crypto.Secrets;

/**
 * Device cookies as OWASP describes them ("Slow down online guessing attacks with device cookies"):
 * a browser that signed in once has a bucket of its own in the throttle, so that foreign guesses
 * hold up strangers and not the owner. The cookie signs in nobody.
 *
 * <p>It holds the account's number, a random name of the device, and both under HMAC-SHA256 with
 * the stored hash of the password: nothing is kept for it, and a new password makes the old ones
 * worth nothing.
 */
public final class DeviceCookies {

  private static final String COOKIE = "kymata_device";
  private static final int NAME_LENGTH = 22;
  private static final int MAX_LENGTH = 128;

  private DeviceCookies() {}

  /** The cookie of this request; empty when there is none. */
  static String of(HttpServletRequest request) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (COOKIE.equals(cookie.getName()) && cookie.getValue().length() <= MAX_LENGTH) {
          return cookie.getValue();
        }
      }
    }
    return "";
  }

  /** Makes this browser a known device of the account. */
  public static void add(
      HttpServletRequest request, HttpServletResponse response, Account account) {
    Cookie cookie = new Cookie(COOKIE, create(account));
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure());
    cookie.setPath(request.getContextPath() + "/login");
    cookie.setMaxAge((int) Duration.ofDays(365).toSeconds());
    cookie.setAttribute("SameSite", "Lax");
    response.addCookie(cookie);
  }

  /** The value of a new cookie for a device of this account. */
  static String create(Account account) {
    String device = account.id() + "." + Secrets.random(NAME_LENGTH);
    return device + "." + sign(device, account);
  }

  /**
   * The name of the device that showed {@code cookie}, when that is a device of this account.
   *
   * @param cookie what it showed; anything
   */
  static Optional<String> device(String cookie, Account account) {
    int end = cookie.lastIndexOf('.');
    if (end < 0 || !cookie.startsWith(account.id() + ".")) {
      return Optional.empty();
    }
    String device = cookie.substring(0, end);
    byte[] given = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
    byte[] right = sign(device, account).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, right) ? Optional.of(device) : Optional.empty();
  }

  private static String sign(String device, Account account) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = ("device " + account.passwordHash()).getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signed = mac.doFinal(device.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
