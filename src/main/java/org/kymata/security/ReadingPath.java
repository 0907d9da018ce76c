package org.kymata.security;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kymata.text.NameValidator;

/**
 * An address of the GET door, which holds a reading: {@code /{metric}/{number}}.
 *
 * @param metric what was measured
 * @param number the value as it was written; null when it is none
 */
public record ReadingPath(String metric, Double number) {

  /** The pattern of addresses that are the door's whatever follows. */
  static final String LUMINOSITY = "/luminosity/*";

  /** Stands for every address of a metric and a number. */
  static final String ANY = "/{metric}/{number}";

  private static final Pattern PARTS = Pattern.compile("/([^/]+)(?:/(.*))?");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,17}(\\.[0-9]{1,17})?");

  /** Reads a path that belongs to the door. */
  public static ReadingPath of(String path) {
    Matcher parts = PARTS.matcher(path);
    if (!parts.matches()) {
      return new ReadingPath("", null);
    }
    String number = parts.group(2);
    boolean isNumber = number != null && NUMBER.matcher(number).matches();
    return new ReadingPath(parts.group(1), isNumber ? Double.valueOf(number) : null);
  }

  /** Whether {@code path} is a metric and a number and nothing else. Files have a dot. */
  static boolean isValue(String path) {
    ReadingPath read = of(path);
    return read.number != null
        && NameValidator.isValid(read.metric)
        && read.metric.indexOf('.') < 0;
  }
}
