package org.kymata.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.kymata.errors.DomainException;
import org.kymata.text.Texts;

/** Parses the forms of a time that nodes and people write. */
public final class TimestampParser {

  /** 1 January 2000; earlier readings come from clocks that were never set. */
  public static final long EARLIEST_MILLIS = 946_684_800_000L;

  /** How far a node's clock may be ahead of the hub's. */
  public static final long MAX_AHEAD_MILLIS = 3_600_000L;

  /** An epoch number from here on is in milliseconds, a smaller one in seconds. */
  private static final double MILLIS_FROM = 1e11;

  /** The longest text. */
  private static final int MAX_TEXT = 64;

  private static final String FORMS = "epoch seconds or milliseconds, or ISO-8601 with a zone";

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,9})?");

  private TimestampParser() {}

  /**
   * Epoch milliseconds of a number that is epoch seconds (below 10¹¹) or milliseconds.
   *
   * @throws DomainException when it is not finite
   */
  public static long parseNumber(double number) {
    if (!Double.isFinite(number)) {
      throw DomainException.badInput("time must be " + FORMS + ", but is not a finite number");
    }
    return Math.round(Math.abs(number) < MILLIS_FROM ? number * 1000 : number);
  }

  /**
   * Epoch milliseconds of a text: ISO-8601 with a zone, or a number as in {@link #parseNumber}.
   *
   * @throws DomainException when it is neither
   */
  public static long parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw DomainException.badInput(
          "time has " + text.length() + " characters, but must be " + FORMS);
    }
    try {
      return NUMBER.matcher(text).matches()
          ? parseNumber(Double.parseDouble(text))
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw DomainException.badInput(
          "time is \"" + Texts.forDisplay(text) + "\", but must be " + FORMS);
    }
  }

  /**
   * Checks that a reading's time is plausible.
   *
   * @return {@code millis}
   * @throws DomainException when it is before 2000 or over an hour ahead of {@code nowMillis}
   */
  public static long requirePlausible(long millis, long nowMillis) {
    if (millis < EARLIEST_MILLIS) {
      throw DomainException.badInput("time is before the year 2000 (is the node's clock set?)");
    }
    if (millis > nowMillis + MAX_AHEAD_MILLIS) {
      throw DomainException.badInput(
          "time is more than an hour ahead of the hub's clock, which says "
              + Instant.ofEpochMilli(nowMillis));
    }
    return millis;
  }
}
