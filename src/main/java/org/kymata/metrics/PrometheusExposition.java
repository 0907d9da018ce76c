package org.kymata.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kymata.json.JsonNumbers;

/**
 * Collects metrics and writes them in Prometheus' text format 0.0.4: each family once, with its
 * help and its type, whichever parts wrote it. Not thread-safe.
 */
public final class PrometheusExposition implements MetricSink {

  /** The media type of the output. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record Family(String type, String help, List<String> lines) {}

  private final Map<String, Family> families = new LinkedHashMap<>();

  @Override
  public void counter(String name, String help, double value, String... labels) {
    family(name, "counter", help).add(line(name, value, labels));
  }

  @Override
  public void gauge(String name, String help, double value, String... labels) {
    family(name, "gauge", help).add(line(name, value, labels));
  }

  @Override
  public void histogram(String name, String help, Histogram.Snapshot values, String... labels) {
    List<String> lines = family(name, "histogram", help);
    long upTo = 0;
    for (int i = 0; i < values.counts().length; i++) {
      upTo += values.counts()[i];
      String bound = i < values.bounds().length ? JsonNumbers.text(values.bounds()[i]) : "+Inf";
      lines.add(line(name + "_bucket", upTo, withLabel(labels, "le", bound)));
    }
    lines.add(line(name + "_sum", values.sum(), labels));
    lines.add(line(name + "_count", upTo, labels));
  }

  private static String[] withLabel(String[] labels, String name, String value) {
    String[] all = java.util.Arrays.copyOf(labels, labels.length + 2);
    all[labels.length] = name;
    all[labels.length + 1] = value;
    return all;
  }

  private List<String> family(String name, String type, String help) {
    return families.computeIfAbsent(name, any -> new Family(type, help, new ArrayList<>())).lines();
  }

  private static String line(String name, double value, String[] labels) {
    StringBuilder line = new StringBuilder(80).append(name);
    for (int i = 0; i < labels.length; i += 2) {
      line.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      line.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      line.append('"');
    }
    return line.append(labels.length == 0 ? " " : "} ").append(JsonNumbers.text(value)).toString();
  }

  /** Writes all collected metrics. */
  public void writeTo(Appendable out) throws IOException {
    for (Map.Entry<String, Family> each : families.entrySet()) {
      Family family = each.getValue();
      String help = family.help().replace("\\", "\\\\").replace("\n", "\\n");
      out.append("# HELP ").append(each.getKey()).append(' ').append(help).append('\n');
      out.append("# TYPE ").append(each.getKey()).append(' ').append(family.type()).append('\n');
      for (String line : family.lines()) {
        out.append(line).append('\n');
      }
    }
  }
}
