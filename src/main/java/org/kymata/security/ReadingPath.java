package org.kymata.security;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kymata.text.NameValidator;

/**
 * A reading in the address of a GET: {@code /{metric}/{number}}.
 *
 * @param metric the metric's name
 * @param number the value; null when it is not a number
 */
public record ReadingPath(String metric, Double number) {

  /** The addresses that belong to the GET transport, whatever follows. */
  static final String LUMINOSITY = "/luminosity/*";

  /** Stands for every address of a metric and a number. */
  static final String ANY = "/{metric}/{number}";

  private static final Pattern PARTS = Pattern.compile("/([^/]+)(?:/(.*))?");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,17}(\\.[0-9]{1,17})?");

  /** Parses a path that belongs to the GET transport. */
  public static ReadingPath of(String path) {
    Matcher parts = PARTS.matcher(path);
    if (!parts.matches()) {
      return new ReadingPath("", null);
    }
    String number = parts.group(2);
    boolean isNumber = number != null && NUMBER.matcher(number).matches();
    return new ReadingPath(parts.group(1), isNumber ? Double.valueOf(number) : null);
  }

  /** Whether {@code path} is exactly a metric and a number. Files have a dot. */
  static boolean isValue(String path) {
    ReadingPath read = of(path);
    return read.number != null
        && NameValidator.isValid(read.metric)
        && read.metric.indexOf('.') < 0;
  }
}
