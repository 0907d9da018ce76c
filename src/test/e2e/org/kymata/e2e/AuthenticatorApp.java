package org.kymata.e2e;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app that shows codes for two-factor authentication. */
final class AuthenticatorApp {

  private static final int SECRET_BYTES = 20;

  private AuthenticatorApp() {}

  /** The current code for a secret of 32 characters of Base32. */
  static String code(String secret) {
    BigInteger bits = BigInteger.ZERO;
    for (char c : secret.toCharArray()) {
      bits = bits.shiftLeft(5).or(BigInteger.valueOf(c >= 'A' ? c - 'A' : c - '2' + 26));
    }
    byte[] all = new byte[SECRET_BYTES];
    byte[] given = bits.toByteArray();
    int length = Math.min(given.length, SECRET_BYTES);
    byte[] last = Arrays.copyOfRange(given, given.length - length, given.length);
    System.arraycopy(last, 0, all, SECRET_BYTES - length, length);
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(new SecretKeySpec(all, "HmacSHA1"), Instant.now());
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
