package org.kymata.security;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * The codes of authenticator apps: RFC 6238 with what all apps support, six digits of HMAC-SHA-1
 * every 30 seconds. Secrets are in Base32 (RFC 4648), as people type them.
 */
final class Totp {

  private static final Duration STEP = Duration.ofSeconds(30);
  // RFC 4226 recommends 160 bits.
  private static final int SECRET_BYTES = 20;
  // A code stays valid one step longer, and a client's clock may be ahead by as much.
  private static final int STEPS_AROUND = 1;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return encodeBase32(bytes);
  }

  /** The content of the QR code; apps show the name under "Kymata". */
  static String uri(String account, String secret) {
    String name = URLEncoder.encode(account, StandardCharsets.UTF_8).replace("+", "%20");
    return "otpauth://totp/Kymata:" + name + "?secret=" + secret + "&issuer=Kymata";
  }

  /**
   * Finds the time step of a code.
   *
   * @param after only later steps count, so that no code is valid twice
   * @return empty when the code is wrong, expired or already used
   */
  static OptionalLong stepOf(String code, String secret, long nowMillis, long after) {
    long now = nowMillis / STEP.toMillis();
    for (long step = now - STEPS_AROUND; step <= now + STEPS_AROUND; step++) {
      byte[] expected = code(secret, step).getBytes(StandardCharsets.US_ASCII);
      boolean same = MessageDigest.isEqual(expected, code.getBytes(StandardCharsets.UTF_8));
      if (same && step > after) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  static String code(String secret, long step) {
    TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator(STEP);
    SecretKeySpec key = new SecretKeySpec(decodeBase32(secret), generator.getAlgorithm());
    try {
      Instant time = Instant.ofEpochMilli(step * STEP.toMillis());
      return generator.generateOneTimePasswordString(key, time, Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC takes every key", e);
    }
  }

  private static String encodeBase32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int count = 0;
    for (byte each : bytes) {
      bits = bits << 8 | each & 0xff;
      count += 8;
      while (count >= 5) {
        count -= 5;
        text.append(BASE32.charAt(bits >> count & 31));
      }
    }
    return text.toString();
  }

  private static byte[] decodeBase32(String base32) {
    byte[] bytes = new byte[base32.length() * 5 / 8];
    int bits = 0;
    int count = 0;
    int next = 0;
    for (int i = 0; i < base32.length(); i++) {
      bits = bits << 5 | BASE32.indexOf(base32.charAt(i));
      count += 5;
      if (count >= 8) {
        count -= 8;
        bytes[next++] = (byte) (bits >> count);
      }
    }
    return bytes;
  }
}
