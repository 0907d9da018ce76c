package org.kymata.hostmetrics;

/**
 * Reads the blank-separated fields of one line of {@code /proc}, left to right. Splitting would
 * create an object for each field, which at thousands of fields a second is most of a sampler's
 * cost.
 */
final class ProcFields {
  private final String text;
  private final int end;
  private int at;

  /** Reads the fields of {@code text} from {@code start} to {@code end}. */
  ProcFields(String text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  ProcFields(String line) {
    this(line, 0, line.length());
  }

  /** The next field; empty at the end. */
  String next() {
    skipBlanks();
    int start = at;
    while (at < end && !isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The next field as a number from 0; -1 when it is not a number, negative or too large. */
  long nextNumber() {
    skipBlanks();
    int start = at;
    long number = 0;
    boolean good = true;
    for (; at < end && !isBlank(text.charAt(at)); at++) {
      int digit = text.charAt(at) - '0';
      good &= digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - 9) / 10;
      number = good ? number * 10 + digit : 0;
    }
    return good && at > start ? number : -1;
  }

  /** A text as a decimal number; -1 when it is not a number, negative or not finite. */
  static double decimal(String text) {
    try {
      double number = Double.parseDouble(text.strip());
      return Double.isFinite(number) && number >= 0 ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Skips fields. */
  ProcFields skip(int fields) {
    for (int i = 0; i < fields; i++) {
      skipBlanks();
      while (at < end && !isBlank(text.charAt(at))) {
        at++;
      }
    }
    return this;
  }

  private void skipBlanks() {
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
