package org.kymata.testing;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses Prometheus' text format 0.0.4 strictly: every family once, with help and type before its
 * lines, names by the conventions, no line twice, cumulative buckets.
 */
public final class PrometheusTextParser {

  private static final Pattern LINE =
      Pattern.compile(
          "([a-z_][a-z0-9_]*)(\\{(?:[a-z_][a-z0-9_]*=\"(?:[^\"\\\\\n"
              + "]|\\\\[\\\\\"n])*\"(?:,(?=[a-z])|(?=})))+})? ([0-9.eE+-]+|\\+Inf|NaN)");
  private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram");

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Set<String> families = new HashSet<>();
  private String help;
  private String family;
  private String type;
  private double bucket;

  private PrometheusTextParser() {}

  /** Parses {@code text}; throws an {@link AssertionError} that names the first bad line. */
  public static PrometheusTextParser read(String text) {
    PrometheusTextParser read = new PrometheusTextParser();
    require(text.isEmpty() || text.endsWith("\n"), "the last line has no end");
    text.lines().forEach(read::line);
    return read;
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError(complaint);
    }
  }

  private void line(String line) {
    if (line.startsWith("# HELP ")) {
      help = line.split(" ", 4)[2];
      require(line.split(" ", 4)[3].endsWith("."), "no sentence: " + line);
    } else if (line.startsWith("# TYPE ")) {
      family = line.split(" ")[2];
      type = line.split(" ")[3];
      require(family.equals(help), "no help before: " + line);
      require(families.add(family), "a family in two places: " + line);
      require(TYPES.contains(type), "no type: " + line);
      require(
          type.equals("counter") == family.endsWith("_total"), "_total is for counters: " + line);
    } else {
      readValue(line);
    }
  }

  private void readValue(String line) {
    Matcher matcher = LINE.matcher(line);
    require(matcher.matches(), "not to be read: " + line);
    String name = matcher.group(1);
    double value = "+Inf".equals(matcher.group(3)) ? 1 / 0.0 : Double.parseDouble(matcher.group(3));
    boolean own =
        type.equals("histogram")
            ? name.matches(family + "_(bucket|sum|count)")
            : name.equals(family);
    require(own, "of another family: " + line);
    if (name.endsWith("_bucket")) {
      require(value >= bucket, "a bucket has less than the one before: " + line);
      bucket = line.contains("+Inf") ? 0 : value;
    }
    String labels = matcher.group(2) == null ? "" : matcher.group(2);
    require(values.put(name + labels, value) == null, "twice: " + line);
  }

  /** The value of a line, named by its metric and labels. */
  public double value(String line) {
    Double value = values.get(line);
    require(value != null, "there is no " + line + " in " + values.keySet());
    return value;
  }

  /** Whether there is such a line. */
  public boolean has(String line) {
    return values.containsKey(line);
  }

  /** The sum over all labels. */
  public double sum(String family) {
    return values.entrySet().stream()
        .filter(each -> each.getKey().replaceFirst("\\{.*", "").equals(family))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
