package org.kymata.vitals;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimals worth keeping, the same for JSON and readings so that both show one value. */
final class Rounding {
  private Rounding() {}

  /**
   * A share, in percent, with one decimal.
   *
   * @param percent finite
   */
  static BigDecimal percent(double percent) {
    return decimals(percent, 1);
  }

  /**
   * A rate, in bytes per second, with one decimal.
   *
   * @param bytesPerSecond finite
   */
  static BigDecimal rate(double bytesPerSecond) {
    return decimals(bytesPerSecond, 1);
  }

  /**
   * A load average, with two decimals as the kernel prints it.
   *
   * @param tasks finite
   */
  static BigDecimal load(double tasks) {
    return decimals(tasks, 2);
  }

  private static BigDecimal decimals(double value, int places) {
    return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
  }
}
