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
 * a browser that has signed in before has its own bucket in the throttle, so that strangers'
 * guesses do not delay the owner. The cookie alone signs no user in.
 *
 * <p>It holds the account's number, a random name of the device, and an HMAC-SHA256 of both with
 * the stored password hash as key. So the hub stores nothing for it, and a new password invalidates
 * the old cookies.
 */
public final class DeviceCookies {

  private static final String COOKIE = "kymata_device";
  private static final int NAME_LENGTH = 22;
  private static final int MAX_LENGTH = 128;

  private DeviceCookies() {}

  /** The cookie of this request; "" when there is none. */
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

  /** Creates the cookie of a new device of this account. */
  static String create(Account account) {
    String device = account.id() + "." + Secrets.random(NAME_LENGTH);
    return device + "." + sign(device, account);
  }

  /**
   * The name of the device with {@code cookie}, when it is a device of this account.
   *
   * @param cookie what the browser sent; anything
   */
  static Optional<String> device(String cookie, Account account) {
    int end = cookie.lastIndexOf('.');
    if (end < 0 || !cookie.startsWith(account.id() + ".")) {
      return Optional.empty();
    }
    String device = cookie.substring(0, end);
    byte[] actual = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
    byte[] expected = sign(device, account).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(actual, expected) ? Optional.of(device) : Optional.empty();
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
