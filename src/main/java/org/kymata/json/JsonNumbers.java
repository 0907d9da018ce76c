package org.kymata.json;

import jakarta.json.stream.JsonGenerator;

/** Writes numbers as people do: 42 and not 42.0. */
public final class JsonNumbers {

  // Above this a double cannot represent every integer.
  private static final double MAX_EXACT_INTEGER = 9e15;

  private JsonNumbers() {}

  /** Whether {@code value} can be written as a whole number without loss. */
  public static boolean isInteger(double value) {
    // -0.0 is not 0, and only its fraction form says so.
    return value == Math.rint(value)
        && Math.abs(value) < MAX_EXACT_INTEGER
        && Double.doubleToRawLongBits(value) != Long.MIN_VALUE;
  }

  /** Writes a value into the open array. */
  public static void write(JsonGenerator json, double value) {
    if (isInteger(value)) {
      json.write((long) value);
    } else {
      json.write(value);
    }
  }

  /** {@code value} as text. */
  public static String text(double value) {
    return isInteger(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
